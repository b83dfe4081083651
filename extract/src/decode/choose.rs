//! Which part of the graph belongs to what stands in a text.

use super::cursor::{Broken, Cursor};
use crate::schema::{Definition, Field, Variant};

/// A variant with `other` is meant by every name that no other has.
pub(super) fn variant<'v>(variants: &'v [Variant], name: &str) -> Option<&'v Variant> {
    let named = |variant: &&Variant| variant.name == name || variant.aliases.contains(&name);
    variants.iter().find(named).or_else(|| variants.iter().find(|variant| variant.other))
}

pub(super) fn field<'f>(fields: &'f [Field], key: &str) -> Option<&'f Field> {
    fields.iter().find(|field| field.key == key || field.aliases.contains(&key))
}

/// The definition that a back-reference means: the innermost one of those that are being read.
pub(super) fn enclosing(
    within: &[&'static Definition],
    id: u64,
) -> Result<&'static Definition, Broken> {
    within.iter().rev().find(|definition| definition.id == id).copied().ok_or(Broken)
}

/// The text of the member `key` of the object that starts here. The tag is sent first, so this
/// looks at one key only, unless the server moved it.
pub(super) fn member<'a>(mut cursor: Cursor<'a>, key: &str) -> Result<Option<&'a str>, Broken> {
    let mut more = cursor.open(b'{', b'}')?;
    while more {
        if cursor.key()? == key {
            return cursor.value().map(Some);
        }
        cursor.value()?;
        more = cursor.another(b'}')?;
    }
    Ok(None)
}

/// The object without its member `key`: serde takes the tag out before it reads the content.
pub(super) fn without(text: &str, key: &str) -> Result<String, Broken> {
    let mut cursor = Cursor::new(text);
    let mut members = Vec::new();
    let mut more = cursor.open(b'{', b'}')?;
    while more {
        cursor.peek();
        let start = cursor.position();
        let found = cursor.key()?;
        cursor.value()?;
        if found != key {
            members.push(cursor.since(start));
        }
        more = cursor.another(b'}')?;
    }
    Ok(format!("{{{}}}", members.join(",")))
}

/// The position that a key of a tuple names: `_0`, `_1`, ….
pub(super) fn position(key: &str) -> Option<usize> {
    let digits = key.strip_prefix('_')?;
    let position: usize = digits.parse().ok()?;
    // `_01` and `_+1` are other keys.
    (position.to_string() == digits).then_some(position)
}

//! Which part of the graph belongs to what stands in a text.

use std::borrow::Cow;

use super::cursor::{Broken, Cursor};
use crate::schema::{Definition, Field, Variant};

/// A variant with `other` is meant by every name that no other has.
pub(crate) fn variant<'v>(variants: &'v [Variant], name: &str) -> Option<&'v Variant> {
    let named = |variant: &&Variant| variant.name == name || variant.aliases.contains(&name);
    variants.iter().find(named).or_else(|| variants.iter().find(|variant| variant.other))
}

/// The field with this key. What it is flattened from is added to the definitions that are being
/// read, because it may name itself.
pub(super) fn field(
    fields: &'static [Field],
    key: &str,
    within: &mut Vec<&'static Definition>,
) -> Option<&'static Field> {
    fields.iter().find_map(|field| {
        if !field.flattened {
            return (field.key == key || field.aliases.contains(&key)).then_some(field);
        }
        let (definition, object) = field.node.structure()?;
        within.push(definition);
        let found = self::field(object.fields, key, within);
        if found.is_none() {
            within.pop();
        }
        found
    })
}

/// Each field that has a key, those of flattened structs included.
pub(super) fn each_field(fields: &'static [Field], see: &mut impl FnMut(&'static Field)) {
    for field in fields {
        if !field.flattened {
            see(field);
        } else if let Some(object) = field.node.fields() {
            each_field(object.fields, see);
        }
    }
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

/// Does a key stand there twice? Sorts them if there are many.
pub(super) fn repeats(keys: &mut [Cow<'_, str>]) -> bool {
    // Few are compared quickest one with each other: most differ in length already.
    const FEW: usize = 8;
    if keys.len() > FEW {
        keys.sort_unstable();
        return keys.windows(2).any(|pair| matches!(pair, [one, next] if one == next));
    }
    let mut rest = &*keys;
    while let Some((first, others)) = rest.split_first() {
        if others.contains(first) {
            return true;
        }
        rest = others;
    }
    false
}

/// The keys of the longest tuple that serde knows.
pub(super) const POSITIONS: [&str; 12] =
    ["_0", "_1", "_2", "_3", "_4", "_5", "_6", "_7", "_8", "_9", "_10", "_11"];

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
    // `_01` and `_+1` are other keys.
    let plain = digits == "0" || digits.starts_with(|first: char| matches!(first, '1'..='9'));
    if plain { digits.parse().ok() } else { None }
}

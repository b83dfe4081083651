//! The parts of a JSON text, whatever its type is.

use std::borrow::Cow;

use super::cursor::Cursor;

/// The members of an object with the texts of their values; `None` if it is no object.
pub(crate) fn members(text: &str) -> Option<Vec<(Cow<'_, str>, &str)>> {
    let mut cursor = Cursor::new(text);
    let mut members = Vec::new();
    let mut more = cursor.open(b'{', b'}').ok()?;
    while more {
        let key = cursor.key().ok()?;
        members.push((key, cursor.value().ok()?));
        more = cursor.another(b'}').ok()?;
    }
    Some(members)
}

/// The texts of the items of a list; `None` if it is no list.
pub(crate) fn items(text: &str) -> Option<Vec<&str>> {
    let mut cursor = Cursor::new(text);
    let mut items = Vec::new();
    let mut more = cursor.open(b'[', b']').ok()?;
    while more {
        items.push(cursor.value().ok()?);
        more = cursor.another(b']').ok()?;
    }
    Some(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_given_in_their_order() {
        let object = members(r#"{"b":[1,2],"a":{"x":"}"}}"#).unwrap();
        assert_eq!(object, [("b".into(), "[1,2]"), ("a".into(), r#"{"x":"}"}"#)]);
        assert_eq!(items(r#"[[1],"a,b",{}]"#).unwrap(), ["[1]", r#""a,b""#, "{}"]);
        assert!(members("[]").is_none() && items("{}").is_none() && items("[1").is_none());
    }
}

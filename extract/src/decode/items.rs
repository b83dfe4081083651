//! The finished items of a list in an answer that was cut off.

use super::cursor::{Broken, Cursor};
use crate::schema::WRAPPER;

/// The texts of the items that are whole. None if the path is not there.
pub(super) fn items<'a>(partial: &'a str, path: &str) -> Vec<&'a str> {
    // A root that is a list stands in a wrapper.
    let path = if path.is_empty() { WRAPPER } else { path };
    items_at(partial, path.split('.'))
}

/// The same, at these keys.
pub(crate) fn items_at<'a, 'k>(
    partial: &'a str,
    keys: impl IntoIterator<Item = &'k str>,
) -> Vec<&'a str> {
    let mut found = Vec::new();
    // A cut text ends broken in any case; what was whole before counts.
    let _ = collect(partial, keys, &mut found);
    found
}

/// The text with this list in the place of what stands at these keys. None if they are not there.
#[cfg(feature = "long")]
pub(crate) fn with_list<'k>(
    text: &str,
    keys: impl IntoIterator<Item = &'k str>,
    list: &str,
) -> Option<String> {
    let mut cursor = Cursor::new(text);
    keys.into_iter().try_for_each(|key| enter(&mut cursor, key)).ok()?;
    cursor.peek()?;
    let start = cursor.position();
    cursor.value().ok()?;
    Some([text.get(..start)?, list, text.get(cursor.position()..)?].concat())
}

fn collect<'a, 'k>(
    partial: &'a str,
    keys: impl IntoIterator<Item = &'k str>,
    found: &mut Vec<&'a str>,
) -> Result<(), Broken> {
    let mut cursor = Cursor::new(partial);
    for key in keys {
        enter(&mut cursor, key)?;
    }
    let mut more = cursor.open(b'[', b']')?;
    while more {
        let item = cursor.value()?;
        // What follows tells that the item is whole: `12` may become `125`.
        more = cursor.another(b']')?;
        found.push(item);
    }
    Ok(())
}

fn enter(cursor: &mut Cursor<'_>, wanted: &str) -> Result<(), Broken> {
    let mut more = cursor.open(b'{', b'}')?;
    while more {
        if cursor.key()? == wanted {
            return Ok(());
        }
        cursor.value()?;
        more = cursor.another(b'}')?;
    }
    Err(Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_items_are_found_up_to_the_cut() {
        let whole = r#"{"n":"x]","a":{"l":[{"t":"a,b"},12,"\"",345]}}"#;
        let cases: [(usize, &[&str]); 5] = [
            (whole.len(), &[r#"{"t":"a,b"}"#, "12", r#""\"""#, "345"]),
            (whole.find("345").unwrap() + 3, &[r#"{"t":"a,b"}"#, "12", r#""\"""#]),
            (whole.find("12").unwrap() + 1, &[r#"{"t":"a,b"}"#]),
            (whole.find("b\"}").unwrap(), &[]),
            (3, &[]),
        ];
        for (cut, expected) in cases {
            assert_eq!(items(&whole[..cut], "a.l"), expected, "cut at {cut}");
        }
    }

    #[cfg(feature = "long")]
    #[test]
    fn a_list_takes_the_place_of_another() {
        let text = r#"{"n":"[x]", "a" : {"m":[],"l": [1, 2] } }"#;
        let cases = [
            (vec!["a", "l"], Some(r#"{"n":"[x]", "a" : {"m":[],"l": [7] } }"#)),
            (vec!["a"], Some(r#"{"n":"[x]", "a" : [7] }"#)),
            (vec!["a", "x"], None),
            (vec!["n", "l"], None),
        ];
        for (keys, expected) in cases {
            assert_eq!(
                with_list(text, keys.iter().copied(), "[7]").as_deref(),
                expected,
                "{keys:?}"
            );
        }
    }

    #[test]
    fn an_empty_path_means_a_list_at_the_root() {
        assert_eq!(items(r#"{"value":[1,2,"#, ""), ["1", "2"]);
        assert!(items(r#"{"value":[1,2,"#, "other").is_empty());
    }
}

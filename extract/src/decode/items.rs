//! The finished items of a list in an answer that was cut off.

use super::cursor::{Broken, Cursor};
use crate::schema::WRAPPER;

/// The texts of the items that are whole. None if the path is not there.
pub(super) fn items<'a>(partial: &'a str, path: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    // A cut text ends broken in any case; what was whole before counts.
    let _ = collect(partial, path, &mut found);
    found
}

fn collect<'a>(partial: &'a str, path: &str, found: &mut Vec<&'a str>) -> Result<(), Broken> {
    let mut cursor = Cursor::new(partial);
    // A root that is a list stands in a wrapper.
    let path = if path.is_empty() { WRAPPER } else { path };
    for key in path.split('.') {
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

    #[test]
    fn an_empty_path_means_a_list_at_the_root() {
        assert_eq!(items(r#"{"value":[1,2,"#, ""), ["1", "2"]);
        assert!(items(r#"{"value":[1,2,"#, "other").is_empty());
    }
}

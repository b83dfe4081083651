//! The file takes its place when it is whole.

use super::*;
use crate::pipeline::table::draft::Draft;

#[test]
fn what_stood_there_stays_until_the_table_is_finished() {
    let scratch = Scratch::new();
    let path = scratch.file("a.jsonl");
    fs::write(&path, "before").unwrap();
    let mut table = JsonLines::<u8>::create(&path).unwrap();
    table.write(&outcome("a", r#"{"value":1}"#)).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "before");
    assert_eq!(scratch.files().len(), 2);
    table.finish().unwrap();
    assert!(fs::read_to_string(&path).unwrap().starts_with(r#"{"id":"a""#));
    assert_eq!(scratch.files(), ["a.jsonl"]);
}

#[test]
fn an_unfinished_table_leaves_nothing() {
    let scratch = Scratch::new();
    let mut table = JsonLines::<u8>::create(scratch.file("a.jsonl")).unwrap();
    table.write(&outcome("a", r#"{"value":1}"#)).unwrap();
    drop(table);
    assert!(scratch.files().is_empty());
}

#[test]
fn two_tables_of_one_place_do_not_mix() {
    let scratch = Scratch::new();
    let path = scratch.file("a.jsonl");
    let mut first = JsonLines::<u8>::create(&path).unwrap();
    let second = JsonLines::<u8>::create(&path).unwrap();
    first.write(&outcome("a", r#"{"value":1}"#)).unwrap();
    first.finish().unwrap();
    second.finish().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "");
    assert_eq!(scratch.files(), ["a.jsonl"]);
}

#[test]
fn a_table_that_lacks_a_row_never_takes_its_place() {
    let scratch = Scratch::new();
    let path = scratch.file("a");
    fs::write(&path, "before").unwrap();
    let mut draft = Draft::create(&path).unwrap();
    draft.put(b"a row").unwrap();
    draft.spoil();
    let error = draft.finish().unwrap_err().to_string();
    assert!(error.contains("an earlier row could not be written"), "{error}");
    assert_eq!(scratch.files(), ["a"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "before");
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_to_is_replaced() {
    let scratch = Scratch::new();
    let (path, link) = (scratch.file("a"), scratch.file("link"));
    fs::write(&path, "before").unwrap();
    std::os::unix::fs::symlink(&path, &link).unwrap();
    JsonLines::<u8>::create(&link).unwrap().finish().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
}

#[test]
fn what_cannot_hold_a_table_is_told_at_once() {
    let scratch = Scratch::new();
    for path in [scratch.0.clone(), scratch.file("no/such/folder"), PathBuf::from("..")] {
        let error = JsonLines::<u8>::create(&path).unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{}: {error}", path.display());
    }
    assert!(scratch.files().is_empty());
}

#[cfg(unix)]
#[test]
fn a_whole_table_that_gets_no_place_stays_beside_it() {
    let scratch = Scratch::new();
    let path = scratch.file("a.jsonl");
    let mut table = JsonLines::<u8>::create(&path).unwrap();
    table.write(&outcome("a", r#"{"value":1}"#)).unwrap();
    fs::create_dir(&path).unwrap();
    let told = table.finish().unwrap_err().to_string();
    let part = scratch.files().into_iter().find(|name| name.ends_with(".part")).unwrap();
    assert!(told.contains(&part), "{told}");
    assert!(fs::read_to_string(scratch.file(&part)).unwrap().starts_with(r#"{"id":"a""#));
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_told_and_stays() {
    let scratch = Scratch::new();
    let link = scratch.file("link");
    std::os::unix::fs::symlink(scratch.file("none"), &link).unwrap();
    JsonLines::<u8>::create(&link).unwrap_err();
    assert_eq!(scratch.files(), ["link"]);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
}

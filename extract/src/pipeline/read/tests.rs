use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use serde::Deserialize;

use super::*;
use crate::{Input, wire::MAX_BYTES};

mod folder;
#[cfg(feature = "arrow59")]
mod parquet;
#[cfg(feature = "csv")]
mod rows;

/// A folder that is gone when its test is.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("extract-read-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Writes a file, and gives its path.
    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Letter {
    city: String,
    pages: Option<u8>,
}

fn letter(city: &str, pages: Option<u8>) -> Letter {
    Letter { city: city.to_owned(), pages }
}

fn all<M>(documents: Documents<M>) -> Vec<Document<M>> {
    documents.map(Result::unwrap).collect()
}

/// What is said of a source that is refused.
fn refused<M>(opened: Result<Documents<M>, Error>) -> String {
    match opened.unwrap_err() {
        Error::Config(error) => error.to_string(),
        error => panic!("{error:?}"),
    }
}

#[test]
fn members_become_input_id_and_meta() {
    let scratch = Scratch::new();
    let lines = "\u{feff}{\"n\":12345678901234567890123,\"text\":\"one\\n\",\"city\":\"Rom\"}\r\n\n  \r\n\
                 {\"city\":\"\\u00d6\",\"pages\":7,\"text\":\"two\",\"n\":\"b\"}";
    let path = scratch.file("a.jsonl", lines);
    let documents = all(json_lines(&path).id("n").meta::<Letter>().open().unwrap());
    let expected = [
        Document::new("12345678901234567890123", "one\n").with(letter("Rom", None)),
        Document::new("b", "two").with(letter("Ö", Some(7))),
    ];
    assert_eq!(documents, expected);
    let plain = all(json_lines(&path).input("city").open().unwrap());
    assert_eq!(plain, [Document::new("1", "Rom"), Document::new("4", "Ö")]);
}

#[test]
fn a_meta_of_any_kind_is_read() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Letter(u64),
    }
    let scratch = Scratch::new();
    let path = scratch.file("a.jsonl", r#"{"text":"one","letter":18446744073709551615}"#);
    let kinds = all(json_lines(&path).meta::<Kind>().open().unwrap());
    assert_eq!(kinds[0].meta, Kind::Letter(u64::MAX));
    let maps = all(json_lines(&path).meta::<HashMap<String, u64>>().open().unwrap());
    assert_eq!(maps[0].meta, HashMap::from([("letter".to_owned(), u64::MAX)]));
}

#[test]
fn lines_that_are_no_documents_are_refused_with_their_reasons() {
    let scratch = Scratch::new();
    let cases: [(&[u8], &str); 15] = [
        (b"{", "line 2: EOF while parsing"),
        (b"{} {}", "line 2: trailing characters"),
        (b"[1]", "line 2: invalid type: sequence, expected an object"),
        (b"null", "line 2: invalid type: null, expected an object"),
        (b"\0\0", "line 2: expected value"),
        (br#"{"city":"x","n":2}"#, "line 2: it has no member `text`"),
        (br#"{"text":null,"city":"x","n":2}"#, "line 2: `text` is no text: null"),
        (br#"{"text":"","city":"x","n":2}"#, "line 2: `text` is empty"),
        (br#"{"text":"\ud800","city":"x","n":2}"#, "line 2: `text` is no text"),
        (br#"{"text":"a","text":"b","n":2}"#, "line 2: the member `text` stands there twice"),
        (br#"{"text":"a","city":"x","n":[2]}"#, "line 2: `n` is neither text nor number: [2]"),
        (br#"{"text":"a","city":"x","n":1}"#, "the id `1` stands there twice"),
        (br#"{"text":"a","n":2}"#, "line 2: missing field `city`"),
        (br#"{"text":"a","city":"x","pages":256,"n":2}"#, "line 2: invalid value: integer `256`"),
        (b"{\"text\":\"\xff\"}", "line 2: invalid utf-8"),
    ];
    for (line, reason) in cases {
        let first: &[u8] = b"{\"text\":\"a\",\"city\":\"x\",\"n\":1}\n";
        let path = scratch.file("a.jsonl", [first, line].concat());
        let told = refused(json_lines(&path).id("n").meta::<Letter>().open());
        assert!(told.contains(reason), "{reason}: {told}");
        assert!(told.contains(&*path.to_string_lossy()) && !told.contains("at line"), "{told}");
    }
}

#[test]
fn the_first_five_broken_lines_are_told_and_the_others_counted() {
    let scratch = Scratch::new();
    let path = scratch.file("a.jsonl", "x\n".repeat(5));
    let told = refused(json_lines(&path).open());
    assert!(told.ends_with("line 5: expected value"), "{told}");
    let path = scratch.file("a.jsonl", "{\"text\":\"a\"}\nx\n".repeat(12));
    let told = refused(json_lines(&path).open());
    assert!(told.contains("line 2: ") && told.contains("line 10: "), "{told}");
    assert!(told.ends_with("; and 7 more, 12 in all") && !told.contains("line 12"), "{told}");
}

#[test]
fn what_cannot_be_read_twice_is_refused_at_once() {
    let scratch = Scratch::new();
    for path in [Path::new("/dev/zero"), &scratch.0] {
        assert!(refused(json_lines(path).open()).contains("no ordinary file"));
    }
    assert!(refused(json_lines("/does/not/exist").open()).contains("`/does/not/exist`"));
    for text in [b"\xff\xfe{\0}\0", b"\xfe\xff\0{\0}"] {
        let path = scratch.file("a.jsonl", text);
        assert!(refused(json_lines(path).open()).contains("UTF-16"));
    }
}

#[test]
fn no_more_of_a_line_is_read_than_a_request_takes() {
    let scratch = Scratch::new();
    let path = scratch.file("a.jsonl", "");
    fs::File::options().write(true).open(&path).unwrap().set_len(1 << 40).unwrap();
    let told = refused(json_lines(&path).open());
    assert!(told.contains(&format!("line 1: it is longer than {MAX_BYTES} bytes")), "{told}");
}

#[test]
fn a_file_without_lines_has_no_documents() {
    let scratch = Scratch::new();
    for text in ["", "\u{feff}", "\n\n"] {
        let path = scratch.file("a.jsonl", text);
        assert_eq!(all(json_lines(&path).open().unwrap()), []);
    }
}

#[test]
fn a_file_that_changed_gives_one_error_and_ends() {
    let line = |n: u32| format!("{{\"text\":\"number {n}\"}}\n");
    let lines: String = (10..20).map(line).collect();
    let scratch = Scratch::new();
    let cases: [(String, Option<(usize, &str)>); 5] = [
        (lines.clone(), None),
        // What was added is not read.
        (lines.clone() + &lines, None),
        (lines[..line(10).len() * 3].to_owned(), Some((3, "it ends after 3 of 10 documents"))),
        (lines[..line(10).len() * 3 - 2].to_owned(), Some((2, "line 3: EOF while parsing"))),
        (lines.replacen("13\"", "13 ", 1), Some((3, "line 4: control character"))),
    ];
    for (changed, expected) in cases {
        let path = scratch.file("a.jsonl", &lines);
        let documents = json_lines(&path).open().unwrap();
        assert_eq!(documents.size_hint(), (10, Some(10)));
        fs::write(&path, changed).unwrap();
        let mut found: Vec<_> = documents.collect();
        let Some((good, reason)) = expected else {
            assert!(found.len() == 10 && found.iter().all(Result::is_ok), "{found:?}");
            continue;
        };
        let error = found.pop().unwrap().unwrap_err().to_string();
        assert!(error.contains("has changed since") && error.contains(reason), "{error}");
        assert!(found.len() == good && found.iter().all(Result::is_ok), "{found:?}");
    }
}

#[test]
fn a_file_that_was_replaced_is_read_as_it_was() {
    let scratch = Scratch::new();
    let path = scratch.file("a.jsonl", r#"{"text":"old"}"#);
    let documents = json_lines(&path).open().unwrap();
    fs::rename(scratch.file("b.jsonl", "none"), &path).unwrap();
    assert_eq!(all(documents), [Document::new("1", "old")]);
}

#[test]
fn a_line_of_very_many_members_or_levels_takes_no_time_and_no_stack() {
    let scratch = Scratch::new();
    let members: String = (0..100_000).map(|n| format!(",\"{n}\":0")).collect();
    let levels = "[".repeat(200_000) + &"]".repeat(200_000);
    for rest in [members, format!(",\"a\":{levels}")] {
        let path = scratch.file("a.jsonl", format!("{{\"text\":\"one\"{rest}}}\n"));
        assert_eq!(all(json_lines(&path).open().unwrap()), [Document::new("1", "one")]);
    }
}

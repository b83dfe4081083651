use std::{fmt::Write, ops::Range};

use super::{Broken, Event, Reader};
use crate::decode::Step;

/// A value in a JSON text.
pub(crate) struct Place<'p> {
    /// Where it stands, as violations tell it.
    pub(crate) path: &'p str,
    /// Its bytes, quotes and brackets included.
    pub(crate) bytes: Range<usize>,
    /// Whether no other value stands in it.
    pub(crate) is_leaf: bool,
}

/// Every value of a text, each behind what stands in it.
///
/// # Errors
///
/// [`Broken`] where the text is no whole JSON; what came before was found.
pub(crate) fn each_place(text: &str, found: impl FnMut(Place<'_>)) -> Result<(), Broken> {
    let mut walk = Walk { path: "$".to_owned(), open: Vec::new(), start: 0, found };
    let mut reader = Reader::default();
    reader.push(text, |event| walk.take(event))?;
    reader.finish(|event| walk.take(event))
}

struct Walk<F> {
    /// Of the value that is read.
    path: String,
    open: Vec<Open>,
    /// Of the string that is read.
    start: usize,
    found: F,
}

/// An object or a list that has not ended.
struct Open {
    start: usize,
    /// Bytes of the path that are its own.
    path: usize,
    /// The number of the next item; of an object nothing.
    next: Option<usize>,
    is_empty: bool,
}

impl<F: FnMut(Place<'_>)> Walk<F> {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Key(key) => {
                self.step();
                let _ = write!(self.path, "{}", Step(key));
            }
            Event::ObjectStart { at } => self.open(at, None),
            Event::ListStart { at } => self.open(at, Some(0)),
            Event::ObjectEnd { end } | Event::ListEnd { end } => self.close(end),
            Event::StringStart { at } => {
                self.item();
                self.start = at;
            }
            Event::Text(_) => {}
            Event::StringEnd { end } => self.leaf(self.start..end),
            Event::Number { at, end, .. } => self.word(at, end - at),
            Event::True { at } | Event::Null { at } => self.word(at, "true".len()),
            Event::False { at } => self.word(at, "false".len()),
        }
    }

    /// Back to the path of what is open, in which something stands.
    fn step(&mut self) -> Option<&mut Open> {
        let open = self.open.last_mut()?;
        self.path.truncate(open.path);
        open.is_empty = false;
        Some(open)
    }

    /// In a list it is the index that leads to a value; in an object its key already has.
    fn item(&mut self) {
        if self.open.last().is_some_and(|open| open.next.is_some())
            && let Some(Open { next: Some(next), .. }) = self.step()
        {
            let index = *next;
            *next += 1;
            let _ = write!(self.path, "[{index}]");
        }
    }

    fn open(&mut self, start: usize, next: Option<usize>) {
        self.item();
        self.open.push(Open { start, path: self.path.len(), next, is_empty: true });
    }

    fn close(&mut self, end: usize) {
        let Some(Open { start, path, is_empty, .. }) = self.open.pop() else { return };
        self.path.truncate(path);
        (self.found)(Place { path: &self.path, bytes: start..end, is_leaf: is_empty });
    }

    fn word(&mut self, at: usize, length: usize) {
        self.item();
        self.leaf(at..at + length);
    }

    fn leaf(&mut self, bytes: Range<usize>) {
        (self.found)(Place { path: &self.path, bytes, is_leaf: true });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<(String, &str, bool)> {
        let mut places = Vec::new();
        let mut take = |place: Place<'_>| {
            places.push((place.path.to_owned(), &text[place.bytes], place.is_leaf));
        };
        each_place(text, &mut take).expect("JSON");
        places
    }

    #[test]
    fn each_value_is_found_with_its_path_and_its_bytes() {
        let text = r#" { "a" : [ 1, {"b c":"x\"]"},[] ,[[-2.5e1]]] ,"é":{},"\u0061":false, "_0":null,"":true } "#;
        let expected = [
            ("$.a[0]", "1", true),
            (r#"$.a[1]["b c"]"#, r#""x\"]""#, true),
            ("$.a[1]", r#"{"b c":"x\"]"}"#, false),
            ("$.a[2]", "[]", true),
            ("$.a[3][0][0]", "-2.5e1", true),
            ("$.a[3][0]", "[-2.5e1]", false),
            ("$.a[3]", "[[-2.5e1]]", false),
            ("$.a", r#"[ 1, {"b c":"x\"]"},[] ,[[-2.5e1]]]"#, false),
            ("$.é", "{}", true),
            ("$.a", "false", true),
            ("$._0", "null", true),
            (r#"$[""]"#, "true", true),
            ("$", text.trim(), false),
        ];
        let expected = expected.map(|(path, bytes, leaf)| (path.to_owned(), bytes, leaf));
        assert_eq!(places(text), expected);
    }

    #[test]
    fn a_text_may_be_one_value() {
        for text in ["-7", "null", "false", r#""""#, "[]", "{}"] {
            assert_eq!(places(text), [("$".to_owned(), text, true)]);
        }
    }

    #[test]
    fn a_text_that_is_no_whole_json_is_broken() {
        for text in ["", " ", "[1", "[1]]", "{\"a\":}", "tru", "\""] {
            assert!(each_place(text, |_| {}).is_err(), "{text}");
        }
    }
}

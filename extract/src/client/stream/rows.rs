//! The items of one list of an answer, each as soon as it is whole.

use std::ops::Range;

use crate::json::{Broken, Event, Reader};

/// Finds the list at a path in an answer that arrives, and the text of each of its items. Holds no more of
/// the text than the item that is being written.
#[derive(Debug, Default)]
pub(super) struct Rows {
    reader: Reader,
    walk: Walk,
    /// What may belong to an item that is not whole yet.
    text: String,
    /// Where in the answer that begins.
    begins: usize,
}

/// Where in the answer the reader is.
#[derive(Debug, Default)]
struct Walk {
    /// The keys that lead to the list.
    path: Vec<String>,
    /// Objects and lists that are open.
    depth: usize,
    /// How many keys of the path have been followed; so many objects, and the root, are open for it.
    followed: usize,
    /// The next value is that of the key which leads on.
    leads_on: bool,
    /// How many are open inside the list, once it is found.
    inside: Option<usize>,
    /// Where the item begins that is being written.
    item: Option<usize>,
}

/// An item that is whole.
enum Seen<'a> {
    /// It stands here in the answer.
    Here(Range<usize>),
    Text(&'a str),
}

impl Rows {
    /// Of the list at this path, wrapper included.
    pub(super) fn at(path: Vec<String>) -> Self {
        Self { walk: Walk { path, ..Walk::default() }, ..Self::default() }
    }

    /// From the beginning of another text.
    pub(super) fn restart(&mut self) {
        let path = std::mem::take(&mut self.walk.path);
        *self = Self::at(path);
    }

    /// Reads on. The text of each item that is whole now goes to `sink`.
    pub(super) fn push(&mut self, delta: &str, mut sink: impl FnMut(&str)) -> Result<(), Broken> {
        self.text.push_str(delta);
        let Self { reader, walk, text, begins } = self;
        let result = reader.push(delta, |event| {
            let item = match walk.see(event) {
                Some(Seen::Here(place)) => {
                    let place =
                        place.start.saturating_sub(*begins)..place.end.saturating_sub(*begins);
                    text.get(place).unwrap_or_default()
                }
                Some(Seen::Text(item)) => item,
                None => return,
            };
            sink(item);
        });
        let position = self.reader.position();
        let needed = self.walk.item.unwrap_or(position);
        // Each byte is moved at most once: what is not dropped now came with this delta.
        if needed > self.begins {
            let dropped = needed.saturating_sub(self.begins).min(self.text.len());
            self.text.drain(..dropped);
            self.begins = needed;
        }
        result
    }

    pub(super) fn reader(&self) -> &Reader {
        &self.reader
    }
}

impl Walk {
    /// The item that ends here, if one does.
    fn see<'a>(&mut self, event: Event<'a>) -> Option<Seen<'a>> {
        match event {
            Event::ObjectStart { at } => self.open(at, false),
            Event::ListStart { at } => self.open(at, true),
            Event::ObjectEnd { end } | Event::ListEnd { end } => return self.close(end),
            Event::Key(key) => {
                self.leads_on = self.inside.is_none()
                    && self.depth == self.followed + 1
                    && self.path.get(self.followed).is_some_and(|wanted| wanted == key);
            }
            Event::StringStart { at } => self.begin(at),
            Event::Text(_) => {}
            Event::StringEnd { end } => return self.end(end),
            Event::Number { text, .. } => return self.whole(text),
            Event::True { .. } => return self.whole("true"),
            Event::False { .. } => return self.whole("false"),
            Event::Null { .. } => return self.whole("null"),
        }
        None
    }

    fn open(&mut self, at: usize, is_list: bool) {
        self.begin(at);
        let leads_on = std::mem::take(&mut self.leads_on);
        self.depth += 1;
        let is_last = self.followed + 1 == self.path.len();
        match is_list {
            true if leads_on && is_last => self.inside = Some(self.depth),
            false if leads_on && !is_last => self.followed += 1,
            _ => {}
        }
    }

    fn close<'a>(&mut self, end: usize) -> Option<Seen<'a>> {
        if self.inside == Some(self.depth) {
            self.inside = None;
        }
        if self.inside.is_none() && self.depth == self.followed + 1 {
            self.followed = self.followed.saturating_sub(1);
        }
        self.depth = self.depth.saturating_sub(1);
        self.end(end)
    }

    /// A value without parts, which the reader gives as a whole.
    fn whole<'a>(&self, text: &'a str) -> Option<Seen<'a>> {
        self.is_item().then_some(Seen::Text(text))
    }

    fn begin(&mut self, at: usize) {
        if self.is_item() {
            self.item = Some(at);
        }
    }

    fn end<'a>(&mut self, end: usize) -> Option<Seen<'a>> {
        if !self.is_item() {
            return None;
        }
        self.item.take().map(|at| Seen::Here(at..end))
    }

    /// Whether what begins or ends here is an item.
    fn is_item(&self) -> bool {
        self.inside == Some(self.depth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The items, each with how much of the text had come when it was given.
    fn items(path: &str, text: &str, cut: usize) -> Vec<(String, usize)> {
        let mut rows = Rows::at(path.split('.').map(str::to_owned).collect());
        let mut found = Vec::new();
        for piece in text.as_bytes().chunks(cut) {
            let piece = std::str::from_utf8(piece).unwrap();
            let come = rows.reader.position() + piece.len();
            rows.push(piece, |item| found.push((item.to_owned(), come))).unwrap();
        }
        found
    }

    #[test]
    fn items_are_found_whole_in_pieces_of_any_size() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("value", r#"{"value":[]}"#, &[]),
            ("value", r#"{"value":[1,-2.5e1 , 3]}"#, &["1", "-2.5e1", "3"]),
            (
                "value",
                r#"{"value":["a,]\"","",null,true,false]}"#,
                &[r#""a,]\"""#, "\"\"", "null", "true", "false"],
            ),
            (
                "value",
                r#"{"value":[[1,[2]],[],{"value":[3]}]}"#,
                &["[1,[2]]", "[]", r#"{"value":[3]}"#],
            ),
            (
                "a.b",
                r#"{"b":[1],"a":{"c":{"b":[2]},"b":[3,{"b":[4]}],"d":[5]},"e":[6]}"#,
                &["3", r#"{"b":[4]}"#],
            ),
            ("a.b", r#"{"a":[{"b":[1]}],"x":{"a":{"b":[2]}}}"#, &[]),
            ("a.b", r#"{"a":{"b":null},"z":[1]}"#, &[]),
            ("a.b", r#"{"a":1,"b":[2]}"#, &[]),
            ("a", r#"[{"a":[1]}]"#, &[]),
            ("a", r#"{"a":{"b":1},"c":[2]}"#, &[]),
        ];
        for (path, text, expected) in cases {
            for cut in (1..8).chain([text.len()]) {
                let found = items(path, text, cut);
                let texts: Vec<_> = found.iter().map(|(item, _)| item.as_str()).collect();
                assert_eq!(texts, *expected, "{text} in pieces of {cut}");
            }
        }
    }

    #[test]
    fn an_item_is_given_with_the_byte_that_ends_it() {
        let text = r#"{"value":[{"a":1},[2],"b",34,true,null ]}"#;
        for (item, come) in items("value", text, 1) {
            let end = text.find(&item).unwrap() + item.len();
            let is_number = item.bytes().all(|byte| byte.is_ascii_digit());
            assert_eq!(come, end + usize::from(is_number), "{item}");
        }
    }

    #[test]
    fn no_more_is_held_than_the_item_that_is_being_written() {
        let mut rows = Rows::at(vec!["value".into()]);
        let item = format!("{:?},", "x".repeat(100));
        rows.push(r#"{"other":"#, |_| {}).unwrap();
        for piece in ["[1,2]", ",\"value\":["] {
            rows.push(piece, |_| {}).unwrap();
            assert!(rows.text.is_empty(), "{}", rows.text);
        }
        for _ in 0..100 {
            for piece in item.as_bytes().chunks(7) {
                rows.push(std::str::from_utf8(piece).unwrap(), |_| {}).unwrap();
                assert!(rows.text.len() <= item.len(), "{}", rows.text);
            }
        }
    }
}

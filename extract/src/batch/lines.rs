use std::{borrow::Cow, collections::HashMap};

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::files::{self, BOUNDARY};
use crate::{
    record::Key,
    wire::batch::{MAX_BYTES, MAX_LINES},
};

/// A document that waits for its outcome.
#[derive(Debug)]
pub(super) struct Slip<M> {
    pub(super) id: String,
    pub(super) meta: M,
    pub(super) index: u64,
}

/// A line of a batch whose answer is awaited.
pub(super) struct Line<M> {
    /// Its place in the file, from 1.
    pub(super) number: u64,
    pub(super) key: Key,
    /// Whom the answer is for: several where equal content is paid once, nobody in what an earlier program
    /// submitted and this one does not ask for.
    pub(super) slips: Vec<Slip<M>>,
}

/// The lines of a batch, by their ids.
pub(super) type Expected<M> = HashMap<String, Line<M>>;

/// What one file may hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    pub(super) lines: usize,
    pub(super) bytes: u64,
}

impl Default for Room {
    fn default() -> Self {
        Self { lines: MAX_LINES, bytes: MAX_BYTES }
    }
}

/// A file while it is filled, in the form in which it is uploaded: nothing of it is copied any more.
pub(super) struct Filling {
    body: Vec<u8>,
    /// Bytes that are no lines.
    head: usize,
    lines: usize,
    room: Room,
}

impl Filling {
    pub(super) fn new(head: Vec<u8>, room: Room) -> Self {
        Self { head: head.len(), body: head, lines: 0, room }
    }

    pub(super) fn has_room(&self, line: &str) -> bool {
        let bytes = self.body.len() - self.head + line.len() + 1;
        self.lines < self.room.lines && bytes as u64 <= self.room.bytes
    }

    /// Adds a line, and says which it is, from 1.
    pub(super) fn push(&mut self, line: &str) -> u64 {
        self.body.extend_from_slice(line.as_bytes());
        self.body.push(b'\n');
        self.lines += 1;
        self.lines as u64
    }

    pub(super) fn close(mut self) -> Vec<u8> {
        files::close(&mut self.body, BOUNDARY);
        self.body
    }
}

/// A request, as it stands in an input file: its id, and its body byte by byte.
pub(super) fn read_request(line: &Bytes) -> Option<(String, &[u8])> {
    #[derive(Deserialize)]
    struct Request<'a> {
        custom_id: String,
        #[serde(borrow)]
        body: &'a RawValue,
    }
    let Request { custom_id, body } = serde_json::from_slice(line).ok()?;
    Some((custom_id, body.get().as_bytes()))
}

/// The id in a line that is no JSON, if that much of it can be read.
pub(super) fn id_in(line: &[u8]) -> Option<String> {
    const MEMBER: &str = "\"custom_id\"";
    let text = String::from_utf8_lossy(line);
    let (_, rest) = text.split_once(MEMBER)?;
    let value = rest.trim_start().strip_prefix(':')?;
    let mut values = serde_json::Deserializer::from_str(value).into_iter::<Cow<'_, str>>();
    values.next()?.ok().map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_takes_as_many_lines_and_bytes_as_it_has_room_for() {
        let cases = [
            (Room { lines: 3, bytes: 100 }, 3),
            (Room { lines: 100, bytes: 9 }, 1),
            (Room { lines: 100, bytes: 10 }, 2),
            (Room { lines: 100, bytes: 11 }, 2),
            (Room { lines: 100, bytes: 4 }, 0),
        ];
        for (room, expected) in cases {
            let mut filling = Filling::new(b"a head that does not count".to_vec(), room);
            let mut fit = 0;
            while fit < 9 && filling.has_room("abcd") {
                fit = filling.push("abcd");
            }
            assert_eq!(fit, expected, "{room:?}");
        }
    }

    #[test]
    fn a_request_is_read_back_byte_by_byte() {
        let body = br#"{"model": "m","input":[{"content":"a\u00e9"}] }"#;
        let line = crate::wire::batch::line("a \"b\"", crate::Endpoint::Responses, body).unwrap();
        let line = Bytes::from(line);
        assert_eq!(read_request(&line), Some(("a \"b\"".to_owned(), &body[..])));
        assert_eq!(read_request(&Bytes::from_static(b"{}")), None);
    }

    #[test]
    fn the_id_of_a_torn_line_is_found_where_it_stands() {
        let cases = [
            (r#"{"id":"x","custom_id":"a-1","response":{"sta"#, Some("a-1")),
            (r#"{"custom_id" : "a\"1\"" oops"#, Some("a\"1\"")),
            (r#"{"custom_id":"a-"#, None),
            (r#"{"custom_id":7"#, None),
            ("<html>", None),
        ];
        for (line, expected) in cases {
            assert_eq!(id_in(line.as_bytes()).as_deref(), expected, "{line}");
        }
    }
}

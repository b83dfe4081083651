//! Texts that a stream says again.

use super::unescape::{code_point, simple};

/// Stands for the text. No text holds these: they are no characters, and kept for such uses.
pub(super) const MARK: &str = "\u{fdd0}\u{fdef}";

/// A line of fewer bytes is left as it is.
pub(super) const LONG: usize = 1024;

/// So many bytes of a line are looked at before more come.
pub(super) const STEP: usize = 512;

/// The longest escape: a pair of surrogates.
const ESCAPE: usize = 12;

/// Leaves a text that came in pieces out of a line of JSON that says all of it again. The events at the
/// end of a run do so up to four times: read as they come, they would take many times its memory.
///
/// A string that is the text becomes [`MARK`], and nothing else changes. A `delta` never says anything
/// again: it stays.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Echo {
    place: Place,
    /// Bytes of the line that were looked at.
    read: usize,
}

#[derive(Clone, Copy, Debug, Default)]
enum Place {
    /// In a string that begins as the text does: so many bytes of it were left out.
    Echo { said: usize },
    #[default]
    Outside,
    /// In another string.
    Inside,
}

/// Why a string was followed no further.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stop {
    /// It goes on in bytes that have not come.
    More,
    Other,
    Quote,
}

impl Echo {
    /// Looks at what came of the line since the last time.
    pub(super) fn leave_out(&mut self, text: &str, line: &mut Vec<u8>) {
        if text.len() < LONG {
            return;
        }
        loop {
            let rest = line.get(self.read..).unwrap_or_default();
            match self.place {
                Place::Outside => match rest.iter().position(|byte| *byte == b'"') {
                    Some(quote) => {
                        self.read += quote;
                        let before = line.get(..self.read).unwrap_or_default();
                        self.place = match before.trim_ascii_end().ends_with(b"\"delta\":") {
                            true => Place::Inside,
                            false => Place::Echo { said: 0 },
                        };
                        self.read += 1;
                    }
                    None => return self.read = line.len(),
                },
                Place::Inside => match end_of_string(rest) {
                    (length, true) => {
                        self.read += length;
                        self.place = Place::Outside;
                    }
                    (length, false) => return self.read += length,
                },
                Place::Echo { said } => {
                    let Some(unsaid) = text.get(said..) else { return };
                    let (length, more, stop) = follow(rest, unsaid);
                    match stop {
                        Stop::More => {
                            line.drain(self.read..self.read + length);
                            self.place = Place::Echo { said: said + more };
                            return;
                        }
                        Stop::Quote if more == unsaid.len() && !text.contains(MARK) => {
                            line.splice(self.read..self.read + length, MARK.bytes());
                            self.read += MARK.len() + 1;
                            self.place = Place::Outside;
                        }
                        Stop::Quote | Stop::Other => {
                            let before = escaped(text.get(..said).unwrap_or_default());
                            let length = length + before.len();
                            line.splice(self.read..self.read, before.into_bytes());
                            self.read += length;
                            self.place = Place::Inside;
                        }
                    }
                }
            }
        }
    }
}

/// How many bytes of the string say how many of the text.
fn follow(string: &[u8], text: &str) -> (usize, usize, Stop) {
    let (mut read, mut said) = (0, 0);
    loop {
        let rest = string.get(read..).unwrap_or_default();
        let unsaid = text.as_bytes().get(said..).unwrap_or_default();
        let is_end = |byte: &u8| matches!(*byte, b'"' | b'\\');
        let length = rest.iter().position(is_end).unwrap_or(rest.len());
        let (run, rest) = rest.split_at_checked(length).unwrap_or_default();
        if !unsaid.starts_with(run) {
            return (read, said, Stop::Other);
        }
        (read, said) = (read + length, said + length);
        let stop = |stop| (read, said, stop);
        let (first, escape) = match rest {
            [] => {
                // The rest of a character may not have come.
                let part = (0..said).take_while(|part| !text.is_char_boundary(said - part)).count();
                return (read - part, said - part, Stop::More);
            }
            [b'\\', first, ..] => (*first, rest.get(1..).unwrap_or_default()),
            [b'\\'] => return stop(Stop::More),
            _ => return stop(Stop::Quote),
        };
        let (character, length) = match simple(first) {
            Some(byte) => (char::from(byte), 1),
            None => match code_point(escape) {
                Some(read) => read,
                None if rest.len() < ESCAPE => return stop(Stop::More),
                None => return stop(Stop::Other),
            },
        };
        if !text.get(said..).is_some_and(|unsaid| unsaid.starts_with(character)) {
            return stop(Stop::Other);
        }
        (read, said) = (read + 1 + length, said + character.len_utf8());
    }
}

/// Where the string ends, or up to where it is known that it does not.
fn end_of_string(bytes: &[u8]) -> (usize, bool) {
    let mut read = 0;
    loop {
        let rest = bytes.get(read..).unwrap_or_default();
        match rest.iter().position(|byte| matches!(*byte, b'"' | b'\\')) {
            None => return (bytes.len(), false),
            Some(at) => match rest.get(at..at + 2) {
                Some([b'\\', _]) => read += at + 2,
                _ if rest.get(at) == Some(&b'"') => return (read + at + 1, true),
                _ => return (read + at, false),
            },
        }
    }
}

/// The text as it stands in JSON, without quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut json = serde_json::to_string(text).unwrap_or_default();
    json.pop();
    json.drain(..json.len().min(1));
    json
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn left(text: &str, json: &str, step: usize) -> Value {
        let (mut echo, mut line) = (Echo::default(), Vec::new());
        for piece in json.as_bytes().chunks(step) {
            line.extend_from_slice(piece);
            echo.leave_out(text, &mut line);
        }
        serde_json::from_slice(&line).unwrap()
    }

    /// Letters of all lengths, quotes, and what is escaped.
    fn long() -> String {
        "{\"note\":\"a\\\\b\\n\",\"of\":\"Müller 宇野 🚚\"}\u{1}\t".repeat(40)
    }

    #[test]
    fn the_text_is_left_out_wherever_it_is_split_and_however_it_is_spelled() {
        let text = long();
        let plain = json!({ "type": "done", "text": text, "parts": [{ "text": text }], "n": 1 });
        let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
        let spelled = format!(
            r#"{{"type":"done","text":"{escaped}","parts":[{{"text":"{escaped}"}}],"n":1}}"#
        );
        let expected = json!({ "type": "done", "text": MARK, "parts": [{ "text": MARK }], "n": 1 });
        for json in [plain.to_string(), spelled] {
            for step in (1..=13).chain([STEP, json.len()]) {
                assert_eq!(left(&text, &json, step), expected, "by {step}");
            }
        }
    }

    #[test]
    fn every_other_text_stays_as_it_is() {
        let text = long();
        let shorter: String = text.chars().take(900).collect();
        let start: String = text.chars().skip(1).collect();
        let others = [
            text.clone() + "}",
            text.clone() + "\"",
            text.clone() + "\\",
            shorter.clone(),
            shorter + "another end 🚚",
            start,
            String::new(),
        ];
        for other in others {
            let json = json!({ "text": other, "again": other, "n": "\\\"" });
            for step in [1, 2, 3, 5, 7, 11, STEP] {
                assert_eq!(left(&text, &json.to_string(), step), json, "{other} by {step}");
            }
        }
    }

    #[test]
    fn a_delta_says_nothing_again() {
        let delta = json!({ "delta": long(), "n": 1 });
        for json in [delta.to_string(), delta.to_string().replace(':', ": ")] {
            let expected: Value = serde_json::from_str(&json).unwrap();
            assert_eq!(left(&long(), &json, 5), expected);
        }
    }

    #[test]
    fn nothing_is_held_of_it_but_an_escape() {
        let text = long();
        let (mut echo, mut line) = (Echo::default(), Vec::new());
        for piece in json!({ "text": text }).to_string().as_bytes().chunks(7) {
            line.extend_from_slice(piece);
            echo.leave_out(&text, &mut line);
            assert!(
                line.len() < r#"{"text":""}"#.len() + MARK.len() + ESCAPE,
                "{}",
                line.escape_ascii()
            );
        }
    }

    #[test]
    fn a_short_text_may_stand_for_itself() {
        assert_eq!(left("done", r#"{"type":"done"}"#, 3), json!({ "type": "done" }));
    }
}

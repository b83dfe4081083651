use std::fmt;

use super::{Event, number::is_number};

/// Objects and lists in each other at most: as many as serde_json takes.
const DEEPEST: u32 = 127;

/// Reads JSON while it arrives, in pieces of any size: each byte once, whatever came before it.
///
/// ```
/// use extract::json::{Event, Reader};
///
/// let mut reader = Reader::default();
/// let mut seen = Vec::new();
/// for delta in [r#"{"na"#, r#"me":"A"#, r#"da","age":3"#, "6}"] {
///     reader.push(delta, |event| seen.push(format!("{event:?}")))?;
/// }
/// reader.finish(|_| {})?;
/// assert_eq!(
///     seen,
///     [
///         "ObjectStart { at: 0 }",
///         r#"Key("name")"#,
///         "StringStart { at: 8 }",
///         r#"Text("A")"#,
///         r#"Text("da")"#,
///         "StringEnd { end: 13 }",
///         r#"Key("age")"#,
///         r#"Number { text: "36", at: 20, end: 22 }"#,
///         "ObjectEnd { end: 23 }",
///     ],
/// );
/// # Ok::<(), extract::json::Broken>(())
/// ```
///
/// It takes exactly the texts that serde_json reads as a `Value`: one value, at most 127 objects and lists
/// in each other, numbers in the range of a double, no half of a surrogate pair. A key that comes
/// twice is given twice. It holds no more of the text than a key or a number that is not whole yet.
#[derive(Clone, Debug)]
pub struct Reader {
    state: State,
    /// What is open, innermost in the lowest bit: 1 for an object.
    objects: u128,
    depth: u32,
    /// Whether the string that is open is a key.
    in_key: bool,
    /// The first half of a surrogate pair, which waits for the second.
    high: Option<u16>,
    /// The part of a key or a number that came with earlier pieces.
    pending: String,
    /// Where the number or the word that is being read starts.
    start: usize,
    position: usize,
    blanks: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// Behind a colon, a comma in a list, or at the very start.
    Value,
    /// Behind `[`.
    ValueOrEnd,
    /// Behind `{`.
    KeyOrEnd,
    /// Behind a comma in an object.
    Key,
    Colon,
    CommaOrEnd,
    Text,
    Escape,
    Unicode {
        digits: u8,
        unit: u16,
    },
    Number,
    Word {
        word: Word,
        rest: &'static str,
    },
    Whole,
    Broken,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Word {
    False,
    Null,
    True,
}

/// What is open where a text stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Open {
    /// An object.
    Object,
    /// A list.
    List,
    /// A string or a key.
    Text,
}

/// The text is no JSON, or not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Broken {
    /// The byte of the whole text at which it stopped to be JSON.
    pub at: usize,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the text is no whole JSON at byte {}", self.at)
    }
}

impl std::error::Error for Broken {}

impl Default for Reader {
    fn default() -> Self {
        Self {
            state: State::Value,
            objects: 0,
            depth: 0,
            in_key: false,
            high: None,
            pending: String::new(),
            start: 0,
            position: 0,
            blanks: 0,
        }
    }
}

impl Reader {
    /// Reads on. What the piece completes goes to `sink`, in order.
    ///
    /// # Errors
    ///
    /// [`Broken`] where the text stops to be JSON, and ever after; what came before went to `sink`.
    pub fn push(&mut self, piece: &str, mut sink: impl FnMut(Event<'_>)) -> Result<(), Broken> {
        let mut rest = piece;
        while !rest.is_empty() {
            let Some(taken) = self.step(rest, &mut sink) else {
                self.state = State::Broken;
                return Err(Broken { at: self.position });
            };
            self.position += taken;
            rest = rest.get(taken..).unwrap_or_default();
        }
        Ok(())
    }

    /// Says that no more comes: a number that is the whole text is known to be whole now.
    ///
    /// # Errors
    ///
    /// [`Broken`] when the text is not whole.
    pub fn finish(&mut self, mut sink: impl FnMut(Event<'_>)) -> Result<(), Broken> {
        if self.state == State::Number && self.depth == 0 {
            self.end_number("", &mut sink);
        }
        if self.is_whole() { Ok(()) } else { Err(Broken { at: self.position }) }
    }

    /// Bytes read so far.
    pub fn position(&self) -> usize {
        self.position
    }

    /// Objects and lists that are open.
    pub fn depth(&self) -> usize {
        self.depth as usize
    }

    /// Blanks outside of strings in a row, up to here: a model that runs away writes nothing else.
    pub fn blanks(&self) -> usize {
        self.blanks
    }

    /// Whether the value has come to its end.
    pub fn is_whole(&self) -> bool {
        self.state == State::Whole
    }

    /// What is open here, outermost first.
    ///
    /// ```
    /// use extract::json::{Open, Reader};
    ///
    /// let mut reader = Reader::default();
    /// reader.push(r#"{"names":["Ada","Gr"#, |_| {})?;
    /// assert!(reader.open().eq([Open::Object, Open::List, Open::Text]));
    /// # Ok::<(), extract::json::Broken>(())
    /// ```
    pub fn open(&self) -> impl Iterator<Item = Open> + use<> {
        let (objects, in_string) = (self.objects, self.is_in_string());
        let containers = (0..self.depth)
            .rev()
            .map(move |level| if objects >> level & 1 == 1 { Open::Object } else { Open::List });
        containers.chain(in_string.then_some(Open::Text))
    }

    fn is_in_string(&self) -> bool {
        matches!(self.state, State::Text | State::Escape | State::Unicode { .. })
    }

    /// Reads one token, or as much of it as there is; says how many bytes that was. `None` if it is wrong.
    fn step(&mut self, rest: &str, sink: &mut impl FnMut(Event<'_>)) -> Option<usize> {
        match self.state {
            State::Text => self.text(rest, sink),
            State::Escape => self.escape(rest, sink),
            State::Unicode { digits, unit } => self.unicode(rest, digits, unit, sink),
            State::Number => self.number(rest, sink),
            State::Word { word, rest: left } => self.word(rest, word, left, sink),
            State::Broken => None,
            _ => self.structure(rest, sink),
        }
    }

    fn structure(&mut self, rest: &str, sink: &mut impl FnMut(Event<'_>)) -> Option<usize> {
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
        let blanks = rest.bytes().take_while(|byte| is_blank(byte)).count();
        if blanks > 0 {
            self.blanks += blanks;
            return Some(blanks);
        }
        self.blanks = 0;
        let (at, end) = (self.position, self.position + 1);
        match (self.state, rest.bytes().next()?) {
            (State::Colon, b':') => self.state = State::Value,
            (State::CommaOrEnd, b',') if self.in_object() => self.state = State::Key,
            (State::CommaOrEnd, b',') => self.state = State::Value,
            (State::CommaOrEnd | State::KeyOrEnd, b'}') if self.in_object() => {
                self.close();
                sink(Event::ObjectEnd { end });
            }
            (State::CommaOrEnd | State::ValueOrEnd, b']') if !self.in_object() => {
                self.close();
                sink(Event::ListEnd { end });
            }
            (State::Key | State::KeyOrEnd, b'"') => self.start_string(true),
            (State::Value | State::ValueOrEnd, first) => self.start_value(first, at, sink)?,
            _ => return None,
        }
        Some(1)
    }

    fn start_value(
        &mut self,
        first: u8,
        at: usize,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Option<()> {
        self.start = at;
        match first {
            b'"' => {
                self.start_string(false);
                sink(Event::StringStart { at });
            }
            b'{' => {
                self.open_one(true)?;
                sink(Event::ObjectStart { at });
            }
            b'[' => {
                self.open_one(false)?;
                sink(Event::ListStart { at });
            }
            b'-' | b'0'..=b'9' => {
                self.pending.clear();
                self.pending.push(char::from(first));
                self.state = State::Number;
            }
            b'f' => self.state = State::Word { word: Word::False, rest: "alse" },
            b'n' => self.state = State::Word { word: Word::Null, rest: "ull" },
            b't' => self.state = State::Word { word: Word::True, rest: "rue" },
            _ => return None,
        }
        Some(())
    }

    fn in_object(&self) -> bool {
        self.objects & 1 == 1
    }

    fn open_one(&mut self, is_object: bool) -> Option<()> {
        if self.depth == DEEPEST {
            return None;
        }
        self.depth += 1;
        self.objects = self.objects << 1 | u128::from(is_object);
        self.state = if is_object { State::KeyOrEnd } else { State::ValueOrEnd };
        Some(())
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.objects >>= 1;
        self.after_value();
    }

    fn after_value(&mut self) {
        self.state = if self.depth == 0 { State::Whole } else { State::CommaOrEnd };
    }

    fn start_string(&mut self, is_key: bool) {
        self.in_key = is_key;
        self.pending.clear();
        self.state = State::Text;
    }

    fn text(&mut self, rest: &str, sink: &mut impl FnMut(Event<'_>)) -> Option<usize> {
        let ends = |byte: u8| byte == b'"' || byte == b'\\' || byte < b' ';
        let length = rest.bytes().position(ends).unwrap_or(rest.len());
        let (piece, after) = rest.split_at_checked(length)?;
        let next = after.bytes().next();
        if self.high.is_some() && (!piece.is_empty() || next.is_some_and(|next| next != b'\\')) {
            return None;
        }
        match next {
            Some(b'"') if self.in_key => {
                // Nearly all keys are in one piece.
                if self.pending.is_empty() {
                    sink(Event::Key(piece));
                } else {
                    self.pending.push_str(piece);
                    sink(Event::Key(&self.pending));
                }
                self.state = State::Colon;
                return Some(length + 1);
            }
            None | Some(b'"' | b'\\') => self.give(piece, sink),
            Some(_) => return None,
        }
        match next {
            Some(b'"') => {
                self.after_value();
                sink(Event::StringEnd { end: self.position + length + 1 });
            }
            Some(_) => self.state = State::Escape,
            None => return Some(length),
        }
        Some(length + 1)
    }

    /// Part of a string, unescaped.
    fn give(&mut self, text: &str, sink: &mut impl FnMut(Event<'_>)) {
        if self.in_key {
            self.pending.push_str(text);
        } else if !text.is_empty() {
            sink(Event::Text(text));
        }
    }

    fn escape(&mut self, rest: &str, sink: &mut impl FnMut(Event<'_>)) -> Option<usize> {
        let text = match rest.bytes().next()? {
            b'u' => {
                self.state = State::Unicode { digits: 0, unit: 0 };
                return Some(1);
            }
            // Only the other half may follow.
            _ if self.high.is_some() => return None,
            b'"' => "\"",
            b'\\' => "\\",
            b'/' => "/",
            b'b' => "\u{8}",
            b'f' => "\u{c}",
            b'n' => "\n",
            b'r' => "\r",
            b't' => "\t",
            _ => return None,
        };
        self.give(text, sink);
        self.state = State::Text;
        Some(1)
    }

    fn unicode(
        &mut self,
        rest: &str,
        digits: u8,
        unit: u16,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Option<usize> {
        let digit = rest.chars().next()?.to_digit(16)?;
        let unit = unit << 4 | u16::try_from(digit).ok()?;
        if digits < 3 {
            self.state = State::Unicode { digits: digits + 1, unit };
            return Some(1);
        }
        self.state = State::Text;
        if self.high.is_none() && (0xD800..0xDC00).contains(&unit) {
            self.high = Some(unit);
            return Some(1);
        }
        let units = self.high.take().into_iter().chain([unit]);
        let mut characters = char::decode_utf16(units);
        let character = characters.next()?.ok()?;
        self.give(character.encode_utf8(&mut [0; 4]), sink);
        Some(1)
    }

    fn number(&mut self, rest: &str, sink: &mut impl FnMut(Event<'_>)) -> Option<usize> {
        let goes_on = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
        let length = rest.bytes().take_while(|byte| goes_on(byte)).count();
        let more = rest.get(..length)?;
        if length == rest.len() {
            self.pending.push_str(more);
            return Some(length);
        }
        self.end_number(more, sink).then_some(length)
    }

    /// Whether it is a number.
    fn end_number(&mut self, more: &str, sink: &mut impl FnMut(Event<'_>)) -> bool {
        self.pending.push_str(more);
        if !is_number(&self.pending) {
            return false;
        }
        let end = self.start + self.pending.len();
        self.after_value();
        sink(Event::Number { text: &self.pending, at: self.start, end });
        true
    }

    fn word(
        &mut self,
        rest: &str,
        word: Word,
        left: &'static str,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Option<usize> {
        let length = left.len().min(rest.len());
        if rest.as_bytes().get(..length)? != left.as_bytes().get(..length)? {
            return None;
        }
        let left = left.get(length..)?;
        if !left.is_empty() {
            self.state = State::Word { word, rest: left };
            return Some(length);
        }
        self.after_value();
        let at = self.start;
        sink(match word {
            Word::False => Event::False { at },
            Word::Null => Event::Null { at },
            Word::True => Event::True { at },
        });
        Some(length)
    }
}

#[cfg(test)]
mod tests;

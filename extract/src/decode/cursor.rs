//! A place in a JSON text, moved by what is known to stand there.
//!
//! It finds where values begin and end and leaves their inside to serde_json, which reads the same
//! text before or after. So it may let broken scalars pass, and never changes what it passes.

use std::borrow::Cow;

/// How far a walk follows the graph. serde_json stops at 128 brackets, and between two brackets
/// stand few newtypes and options.
pub(super) const DEEPEST: u32 = 512;

#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    position: usize,
}

/// Brackets inside each other where serde_json stops.
pub(super) const DEEPEST_OF_SERDE: u32 = 128;

/// The text is not JSON from here on, or ends too early.
#[derive(Clone, Copy, Debug)]
pub(super) struct Broken;

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, position: 0 }
    }

    #[inline]
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// Another place in the same text.
    pub(super) fn at(self, position: usize) -> Self {
        Self { position, ..self }
    }

    /// The text from `start` to here.
    #[inline]
    pub(super) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.position).unwrap_or_default()
    }

    /// The next byte that is no blank.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        // Answers come without blanks, so there is nearly always none.
        while let Some(byte) = self.byte() {
            if !is_blank(byte) {
                return Some(byte);
            }
            self.position += 1;
        }
        None
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    #[inline]
    pub(super) fn eat(&mut self, wanted: u8) -> Result<(), Broken> {
        if self.peek() == Some(wanted) {
            self.position += 1;
            return Ok(());
        }
        Err(Broken)
    }

    /// After an item: is there another one? Passes the comma or the closing bracket.
    #[inline]
    pub(super) fn another(&mut self, close: u8) -> Result<bool, Broken> {
        match self.peek() {
            Some(b',') => {
                self.position += 1;
                // A trailing comma is no JSON.
                if self.peek() == Some(close) { Err(Broken) } else { Ok(true) }
            }
            Some(byte) if byte == close => {
                self.position += 1;
                Ok(false)
            }
            _ => Err(Broken),
        }
    }

    /// Passes an opening bracket and, if nothing is inside, the closing one: is there an item?
    #[inline]
    pub(super) fn open(&mut self, open: u8, close: u8) -> Result<bool, Broken> {
        self.eat(open)?;
        if self.peek() == Some(close) {
            self.position += 1;
            return Ok(false);
        }
        Ok(true)
    }

    /// Passes this key and its colon, if they stand here as a model writes them: plain, without blanks.
    #[inline]
    pub(super) fn pass_key(&mut self, key: &str) -> bool {
        let rest = self.text.as_bytes().get(self.position..).unwrap_or_default();
        // The end tells most other keys apart, without a look at each byte.
        let found = rest.get(key.len() + 1..key.len() + 3) == Some(b"\":")
            && rest.first() == Some(&b'"')
            && rest.get(1..=key.len()) == Some(key.as_bytes());
        if found {
            self.position += key.len() + 3;
        }
        found
    }

    /// A key and its colon, unescaped: `"lin\u0065s"` is `lines`.
    #[inline]
    pub(super) fn key(&mut self) -> Result<Cow<'a, str>, Broken> {
        let key = self.string()?;
        self.eat(b':')?;
        Ok(key)
    }

    #[inline]
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, Broken> {
        self.peek();
        let start = self.position;
        let escaped = self.skip_string()?;
        let raw = self.since(start);
        if escaped {
            return serde_json::from_str(raw).map(Cow::Owned).map_err(|_| Broken);
        }
        raw.get(1..raw.len() - 1).map(Cow::Borrowed).ok_or(Broken)
    }

    /// Passes a string; were there escapes in it?
    #[inline]
    fn skip_string(&mut self) -> Result<bool, Broken> {
        self.eat(b'"')?;
        let mut escaped = false;
        let mut rest = self.text.as_bytes().get(self.position..).unwrap_or_default();
        while let Some(length) = quote_or_backslash(rest) {
            if rest.get(length) == Some(&b'"') {
                self.position += length + 1;
                return Ok(escaped);
            }
            escaped = true;
            rest = rest.get(length + 2..).unwrap_or_default();
            self.position += length + 2;
        }
        self.position = self.text.len();
        Err(Broken)
    }

    /// Passes a whole value and gives its text.
    #[inline]
    pub(super) fn value(&mut self) -> Result<&'a str, Broken> {
        let first = self.peek().ok_or(Broken)?;
        let start = self.position;
        match first {
            b'"' => {
                self.skip_string()?;
            }
            b'{' | b'[' => self.skip_brackets()?,
            b'}' | b']' | b',' | b':' => return Err(Broken),
            _ => self.skip_scalar(),
        }
        Ok(self.since(start))
    }

    /// Passes a list or an object.
    fn skip_brackets(&mut self) -> Result<(), Broken> {
        let mut depth = 0u32;
        loop {
            match self.peek().ok_or(Broken)? {
                b'{' | b'[' => {
                    depth += 1;
                    self.position += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1).ok_or(Broken)?;
                    self.position += 1;
                }
                b',' | b':' => self.position += 1,
                b'"' => {
                    self.skip_string()?;
                }
                _ => self.skip_scalar(),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Do more brackets stand inside each other in the value that starts here than serde_json reads?
    pub(super) fn nests_too_deep(&self) -> bool {
        let mut cursor = *self;
        let mut depth = 0u32;
        loop {
            match cursor.peek() {
                Some(b'{' | b'[') => {
                    depth += 1;
                    cursor.position += 1;
                    if depth > DEEPEST_OF_SERDE {
                        return true;
                    }
                }
                Some(b'}' | b']') => {
                    depth = depth.saturating_sub(1);
                    cursor.position += 1;
                }
                Some(b',' | b':') => cursor.position += 1,
                Some(b'"') => {
                    if cursor.skip_string().is_err() {
                        return false;
                    }
                }
                Some(_) => cursor.skip_scalar(),
                None => return false,
            }
            if depth == 0 {
                return false;
            }
        }
    }

    #[inline]
    fn skip_scalar(&mut self) {
        let rest = self.text.as_bytes().get(self.position..).unwrap_or_default();
        let end = rest.iter().position(|byte| {
            matches!(byte, b',' | b':' | b']' | b'}' | b'[' | b'{' | b'"') || is_blank(*byte)
        });
        self.position += end.unwrap_or(rest.len());
    }
}

/// Where a string may end: words of eight bytes at a time.
#[inline]
fn quote_or_backslash(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (words, rest) = bytes.as_chunks();
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // The highest bit of the first byte that is zero, and perhaps of some behind it.
        let zero = |word: u64| word.wrapping_sub(ONES) & !word & ONES << 7;
        let found = zero(word ^ (ONES * 0x22)) | zero(word ^ (ONES * 0x5c));
        if found != 0 {
            return Some(index * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let found = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
    Some(bytes.len() - rest.len() + found)
}

/// JSON's own blanks. Other white space, a form feed say, is passed like a broken scalar: what
/// `peek` stops at, `skip_scalar` must pass, or there is no end.
#[inline]
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_ends_where_serde_json_ends_it() {
        for text in ["1", "-2.5e3", "null", r#""a\"]}""#, "[]", r#"{"a":[1,{"b":"}"}]}"#, r#""\\""#]
        {
            let padded = format!(" {text} ,1");
            let mut cursor = Cursor::new(&padded);
            assert_eq!(cursor.value().ok(), Some(text));
        }
    }

    #[test]
    fn a_string_ends_at_its_first_bare_quote_wherever_the_words_end() {
        for filled in 0..20 {
            for inside in ["", r#"\""#, r"\\", "é#!]{", r#"\\\"\\"#] {
                let string = format!("\"{}{inside}{}\"", "x".repeat(filled), "y".repeat(filled));
                let text = format!("{string},\"{filled}\"");
                let judged = serde_json::from_str::<String>(&string);
                let mut cursor = Cursor::new(&text);
                assert_eq!(cursor.value().ok(), judged.is_ok().then_some(&*string), "{text}");
            }
        }
    }

    #[test]
    fn a_cut_value_is_no_value() {
        for text in ["", "  ", "[1", r#"{"a":"#, r#""abc"#, r#""ab\"#, r#"{"a":"b""#] {
            assert!(Cursor::new(text).value().is_err(), "{text}");
        }
    }

    #[test]
    fn no_value_begins_with_what_ends_one() {
        for text in ["}", "]", " ,1", ":1"] {
            assert!(Cursor::new(text).value().is_err(), "{text}");
        }
    }

    /// What else stands there may be the same key, and is for `key` to read.
    #[test]
    fn a_key_is_passed_where_it_is_plain() {
        let cases = [
            (r#""key":[1]"#, "key", Some("[1]")),
            (r#""":1"#, "", Some("1")),
            (r#""kex":1"#, "key", None),
            (r#""keys":1"#, "key", None),
            (r#""my key":1"#, "key", None),
            (r#""k\u0065y":1"#, "key", None),
            (r#" "key":1"#, "key", None),
            (r#""key" :1"#, "key", None),
            (r#"{key":1"#, "key", None),
            (r#""key""#, "key", None),
        ];
        for (text, key, after) in cases {
            let mut cursor = Cursor::new(text);
            assert_eq!(cursor.pass_key(key), after.is_some(), "{text}");
            assert_eq!(cursor.value().ok(), after.or(Cursor::new(text).value().ok()), "{text}");
        }
    }

    #[test]
    fn keys_are_unescaped() {
        assert_eq!(Cursor::new(r#" "lin\u0065s" : 1"#).key().unwrap(), "lines");
        assert!(Cursor::new(r#""\ud800":1"#).key().is_err());
    }
}

//! A quick look at small JSON of a known form. The events of a stream are mostly alike, and hold a few bytes
//! of text in some hundreds; serde_json takes ten times as long to pass over the others.
//!
//! `None` means that serde_json is to judge: it reads all that is read here, to the same end.

/// Bytes that are looked at together.
const WORD: usize = 8;

pub(super) struct Scan<'a> {
    rest: &'a [u8],
}

impl<'a> Scan<'a> {
    pub(super) fn new(json: &'a [u8]) -> Self {
        Self { rest: json }
    }

    /// Whether all was read.
    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Reads an object. `member` is given each key, and reads its value.
    #[inline]
    pub(super) fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, &'a [u8]) -> Option<()>,
    ) -> Option<()> {
        self.byte(b'{')?;
        if self.byte(b'}').is_some() {
            return Some(());
        }
        loop {
            let key = self.plain()?;
            self.byte(b':')?;
            self.blank();
            member(self, key)?;
            if self.byte(b',').is_none() {
                return self.byte(b'}');
            }
            self.blank();
        }
    }

    /// Reads a list of one item.
    #[inline]
    pub(super) fn only_item(&mut self, item: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        self.byte(b'[')?;
        item(self)?;
        self.byte(b']')
    }

    /// A string of ASCII without escapes, without its quotes.
    #[inline]
    pub(super) fn plain(&mut self) -> Option<&'a [u8]> {
        self.byte(b'"')?;
        let (string, rest) = self.rest.split_at_checked(plain_length(self.rest))?;
        self.rest = rest;
        self.byte(b'"')?;
        Some(string)
    }

    /// The same as text.
    #[inline]
    pub(super) fn name(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.plain()?).ok()
    }

    /// Any string, with its quotes. Its escapes are whole, not judged.
    #[inline]
    pub(super) fn string(&mut self) -> Option<&'a str> {
        let all = self.rest;
        let mut rest = all.strip_prefix(b"\"")?;
        loop {
            rest = rest.get(plain_length(rest)..)?;
            rest = match rest {
                [b'"', behind @ ..] => {
                    self.rest = behind;
                    return std::str::from_utf8(all.get(..all.len() - behind.len())?).ok();
                }
                [b'\\', _, behind @ ..] => behind,
                [byte, behind @ ..] if !byte.is_ascii() => behind,
                _ => return None,
            };
        }
    }

    /// A number of digits alone.
    #[inline]
    pub(super) fn number(&mut self) -> Option<u64> {
        if self.byte(b'0').is_some() {
            return (!self.rest.first()?.is_ascii_digit()).then_some(0);
        }
        let length = self.rest.iter().position(|byte| !byte.is_ascii_digit())?;
        let (digits, rest) = self.rest.split_at_checked(length)?;
        // More digits may be too many.
        if !(1..=18).contains(&length) || matches!(rest, [b'.' | b'e' | b'E', ..]) {
            return None;
        }
        self.rest = rest;
        Some(digits.iter().fold(0, |number, digit| 10 * number + u64::from(digit - b'0')))
    }

    pub(super) fn null(&mut self) -> Option<()> {
        self.word(b"null")
    }

    /// Passes over a value that holds no other.
    #[inline]
    pub(super) fn skip(&mut self) -> Option<()> {
        match self.rest.first()? {
            b'"' => self.plain().map(|_| ()),
            b'n' => self.null(),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'[' => self.word(b"[]"),
            b'{' => self.word(b"{}"),
            _ => self.number().map(|_| ()),
        }
    }

    #[inline]
    fn word(&mut self, word: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(())
    }

    #[inline]
    fn byte(&mut self, byte: u8) -> Option<()> {
        match self.rest {
            [first, rest @ ..] if *first == byte => {
                self.rest = rest;
                Some(())
            }
            _ => None,
        }
    }

    /// Many servers write one.
    #[inline]
    fn blank(&mut self) {
        let _ = self.byte(b' ');
    }
}

/// Takes a value that comes once.
#[inline]
pub(super) fn first<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.replace(value).is_none().then_some(())
}

/// How many bytes come before a quote, a backslash, a control character or what is no ASCII.
#[inline]
fn plain_length(bytes: &[u8]) -> usize {
    let (words, _) = bytes.as_chunks::<WORD>();
    let mut length = 0;
    for word in words {
        let stops = stops(u64::from_le_bytes(*word));
        if stops != 0 {
            return length + stops.trailing_zeros() as usize / 8;
        }
        length += WORD;
    }
    let rest = bytes.get(length..).unwrap_or_default();
    let is_stop = |byte: &u8| !matches!(*byte, b' '..0x80) || matches!(*byte, b'"' | b'\\');
    length + rest.iter().position(is_stop).unwrap_or(rest.len())
}

/// The highest bit of each byte that ends a plain run; above the first one there may be others that do not.
#[inline]
fn stops(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let below = |word: u64, byte: u8| word.wrapping_sub(ONES * u64::from(byte)) & !word;
    let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    (below(word, b' ') | is(b'"') | is(b'\\') | word) & (ONES * 0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole_string(json: &str) -> Option<&str> {
        let mut scan = Scan::new(json.as_bytes());
        scan.string().filter(|_| scan.is_at_end())
    }

    #[test]
    fn a_plain_run_ends_at_the_first_byte_that_is_not_plain_wherever_it_stands() {
        for stop in (0..b' ').chain([b'"', b'\\']).chain(0x80..=0xff) {
            for before in 0..3 * WORD {
                for fill in [b' ', b'!', b'#', b'[', b']', b'~', 0x7f] {
                    let mut bytes = vec![fill; before];
                    bytes.push(stop);
                    bytes.extend([fill, stop, fill, b'"', fill, fill, fill, fill]);
                    assert_eq!(plain_length(&bytes), before, "{stop} {fill}");
                }
            }
        }
        assert_eq!(plain_length(b"all of it is plain"), 18);
    }

    #[test]
    fn what_is_read_is_json() {
        let values = [
            "0",
            "7",
            "01",
            "-1",
            "1.5",
            "1e3",
            "123456789012345678",
            "1234567890123456789",
            "null",
            "nul",
            "true",
            "false",
            "[]",
            "{}",
            "[1]",
            r#""a""#,
            r#""a\n""#,
            r#""é""#,
            "\"\n\"",
            r#""a"#,
            "",
            "+1",
            r#""a"b"#,
        ];
        for value in values {
            let json = format!(r#"{{"a":{value}, "b": {value}}}"#);
            let is_json = serde_json::from_str::<serde_json::Value>(&json).is_ok();
            let mut scan = Scan::new(json.as_bytes());
            let read = scan.object(|scan, _| scan.skip()).filter(|()| scan.is_at_end());
            assert!(is_json || read.is_none(), "{json}");
            let is_hard = ["-1", "1.5", "1e3", "[1]", "1234567890123456789"].contains(&value)
                || value.contains(['\\', 'é']);
            assert_eq!(read.is_some(), is_json && !is_hard, "{json}");
        }
    }

    #[test]
    fn a_string_is_taken_as_it_stands() {
        for string in [r#""""#, r#""a""#, r#""\"""#, r#""\\""#, r#""é\u00e9 \\\" and more of it""#]
        {
            assert_eq!(whole_string(string), Some(string));
        }
        for string in [r#"""#, r#""\""#, "\"\u{1f}\"", "a", ""] {
            assert_eq!(whole_string(string), None, "{string}");
        }
        assert_eq!(Scan::new(b"\"\xff\"").string(), None);
    }
}

//! The body of a whole answer, in one pass: blanks between the values, and one long text.

use super::keep;
use crate::{Usage, wire::unescape::unescape};

/// Values inside each other; no answer needs more.
const LEVELS: u8 = 32;

/// A place in a body.
pub(in crate::wire) struct BodyScan<'a> {
    text: &'a str,
    position: usize,
    levels: u8,
}

/// What reads a member, whose key was just passed, or an item.
type Each<'a, 'f, K> = &'f mut dyn FnMut(&mut BodyScan<'a>, K) -> Option<()>;

impl<'a> BodyScan<'a> {
    pub(in crate::wire) fn new(body: &'a [u8]) -> Option<Self> {
        Some(Self { text: std::str::from_utf8(body).ok()?, position: 0, levels: LEVELS })
    }

    /// Whether nothing follows.
    pub(in crate::wire) fn end(mut self) -> Option<()> {
        (self.peek().is_none() && self.position == self.text.len()).then_some(())
    }

    pub(in crate::wire) fn object(&mut self, member: Each<'a, '_, &'a str>) -> Option<()> {
        self.levels = self.levels.checked_sub(1)?;
        self.eat(b'{')?;
        let mut more = !self.closes(b'}')?;
        while more {
            let key = self.word()?;
            self.eat(b':')?;
            member(self, key)?;
            more = self.another(b'}')?;
        }
        self.levels += 1;
        Some(())
    }

    pub(in crate::wire) fn list(&mut self, item: Each<'a, '_, ()>) -> Option<()> {
        self.levels = self.levels.checked_sub(1)?;
        self.eat(b'[')?;
        let mut more = !self.closes(b']')?;
        while more {
            item(self, ())?;
            more = self.another(b']')?;
        }
        self.levels += 1;
        Some(())
    }

    /// A string without escapes.
    #[inline]
    pub(in crate::wire) fn word(&mut self) -> Option<&'a str> {
        self.eat(b'"')?;
        let start = self.position;
        (self.run()? == b'"').then_some(())?;
        self.position += 1;
        self.text.get(start..self.position - 1)
    }

    /// A string of any kind.
    pub(in crate::wire) fn string(&mut self) -> Option<String> {
        self.eat(b'"')?;
        let start = self.position;
        if self.run()? == b'"' {
            self.position += 1;
            return self.text.get(start..self.position - 1).map(str::to_owned);
        }
        let (text, length) = unescape(self.text.as_bytes().get(start..)?)?;
        self.position = start + length;
        String::from_utf8(text).ok()
    }

    /// A count that is known, or null.
    pub(in crate::wire) fn count(&mut self) -> Option<Option<u64>> {
        if self.peek()? == b'n' {
            return self.null().map(|()| None);
        }
        let start = self.position;
        let mut count = 0_u64;
        while let Some(digit) = self.byte().filter(u8::is_ascii_digit) {
            count = count.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
            self.position += 1;
        }
        // With a sign, a point or an exponent it is none.
        let is_count = match self.position - start {
            0 => false,
            1 => true,
            _ => self.text.as_bytes().get(start) != Some(&b'0'),
        };
        (is_count && !matches!(self.byte(), Some(b'.' | b'e' | b'E'))).then_some(Some(count))
    }

    /// These counts of an object.
    pub(in crate::wire) fn counts<const N: usize>(
        &mut self,
        keys: [&str; N],
    ) -> Option<[Option<u64>; N]> {
        let mut counts = [None; N];
        self.object(&mut |json, key| match keys.iter().position(|it| *it == key) {
            Some(index) => keep(counts.get_mut(index)?, json.count()?),
            None => json.pass(),
        })?;
        Some(counts.map(Option::flatten))
    }

    /// What an answer cost, told under the keys of its endpoint: tokens of request and answer, and the details of
    /// both.
    pub(in crate::wire) fn usage(&mut self, keys: [&str; 4]) -> Option<Usage> {
        let [of_input, of_output, input_details, output_details] = keys;
        let (mut input, mut output, mut cached, mut reasoning) = Default::default();
        self.object(&mut |json, key| match key {
            key if key == of_input => keep(&mut input, json.count()?),
            key if key == of_output => keep(&mut output, json.count()?),
            key if key == input_details => {
                keep(&mut cached, json.counts(["cached_tokens", "cache_write_tokens"])?)
            }
            key if key == output_details => {
                keep(&mut reasoning, json.counts(["reasoning_tokens"])?)
            }
            // Another name for a part of it, which some servers have.
            "prompt_cache_hit_tokens" => None,
            _ => json.pass(),
        })?;
        let [cached, cache_write] = cached.unwrap_or_default();
        let [reasoning] = reasoning.unwrap_or_default();
        Some(Usage { input: input?, cached, cache_write, output: output?, reasoning })
    }

    pub(in crate::wire) fn null(&mut self) -> Option<()> {
        self.peek()?;
        self.literal("null")
    }

    /// Whatever value stands here.
    pub(in crate::wire) fn pass(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => self.pass_string(),
            b'{' => self.object(&mut |json, _| json.pass()),
            b'[' => self.list(&mut |json, ()| json.pass()),
            b'n' => self.literal("null"),
            b't' => self.literal("true"),
            b'f' => self.literal("false"),
            _ => self.number(),
        }
    }

    fn pass_string(&mut self) -> Option<()> {
        self.eat(b'"')?;
        while self.run()? != b'"' {
            // A backslash and what it escapes, if that is what it is.
            self.position += match self.text.as_bytes().get(self.position..)? {
                [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => 2,
                [b'\\', b'u', digits @ ..] => {
                    digits.get(..4)?.iter().all(u8::is_ascii_hexdigit).then_some(6)?
                }
                _ => return None,
            };
        }
        self.position += 1;
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.position;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.position += 1;
        }
        (self.position > start).then_some(())
    }

    fn literal(&mut self, literal: &str) -> Option<()> {
        let found = self.text.get(self.position..)?.starts_with(literal);
        self.position += literal.len();
        found.then_some(())
    }

    /// After a member or an item: is there another one? Passes the comma or the closing bracket.
    fn another(&mut self, close: u8) -> Option<bool> {
        let found = self.peek()?;
        self.position += 1;
        match found {
            b',' => Some(true),
            _ => (found == close).then_some(false),
        }
    }

    /// Passes this bracket, if it stands here.
    fn closes(&mut self, close: u8) -> Option<bool> {
        self.peek()?;
        Some(self.take(close))
    }

    fn eat(&mut self, wanted: u8) -> Option<()> {
        self.peek()?;
        self.take(wanted).then_some(())
    }

    fn take(&mut self, wanted: u8) -> bool {
        let found = self.byte() == Some(wanted);
        self.position += usize::from(found);
        found
    }

    /// The next byte that is no blank.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        match self.byte()? {
            ..=b' ' => self.pass_blanks(),
            byte => Some(byte),
        }
    }

    /// Most blanks are the spaces at the beginning of a line.
    fn pass_blanks(&mut self) -> Option<u8> {
        const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
        loop {
            let rest = self.text.as_bytes().get(self.position..)?;
            self.position += match (rest.first()?, rest.first_chunk()) {
                (b' ', Some(word)) => {
                    (u64::from_le_bytes(*word) ^ SPACES).trailing_zeros() as usize / 8
                }
                (b' ' | b'\n' | b'\r' | b'\t', _) => 1,
                (byte, _) => return Some(*byte),
            };
        }
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    /// Goes to the byte that ends a run of a string: a quote, a backslash or what may not stand in a string.
    /// Looks at eight bytes at a time.
    fn run(&mut self) -> Option<u8> {
        const ONES: u64 = 0x0101_0101_0101_0101;
        let mut rest = self.text.as_bytes().get(self.position..)?;
        while let Some((word, behind)) = rest.split_first_chunk() {
            let word = u64::from_le_bytes(*word);
            // The highest bit of the first byte that is less than this, and perhaps of some behind it.
            let below = |word: u64, least: u64| word.wrapping_sub(ONES * least) & !word;
            let (quotes, backslashes) = (word ^ (ONES * 0x22), word ^ (ONES * 0x5c));
            let ends = (below(quotes, 1) | below(backslashes, 1) | below(word, 0x20)) & ONES << 7;
            if ends != 0 {
                let length = ends.trailing_zeros() / 8;
                self.position = self.text.len() - rest.len() + length as usize;
                return Some((word >> (length * 8)) as u8);
            }
            rest = behind;
        }
        let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..b' '))?;
        self.position = self.text.len() - rest.len() + end;
        self.byte()
    }
}

#[cfg(test)]
mod tests;

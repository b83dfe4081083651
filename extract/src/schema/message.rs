//! Text built in a `const fn`, where `format!` cannot be used.

const CAPACITY: usize = 512;

/// The message of a panic at compile time.
#[derive(Clone, Copy)]
pub(crate) struct Message {
    bytes: [u8; CAPACITY],
    length: usize,
}

#[allow(clippy::indexing_slicing, reason = "const fn has no `get`; the length is checked")]
impl Message {
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; CAPACITY], length: 0 }
    }

    /// Adds text; what does not fit is cut between two characters.
    pub(crate) const fn text(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut end = text.len();
        if end > CAPACITY - self.length {
            end = CAPACITY - self.length;
            // 0b10xx_xxxx continues a character that would be cut in two; no text begins with one.
            while text[end] & 0b1100_0000 == 0b1000_0000 {
                end -= 1;
            }
        }
        let mut i = 0;
        while i < end {
            self.bytes[self.length] = text[i];
            self.length += 1;
            i += 1;
        }
        self
    }

    pub(crate) const fn number(self, number: i128) -> Self {
        let negative = number < 0;
        let mut rest = number.unsigned_abs();
        let mut digits = [0; 40];
        let mut start = digits.len();
        loop {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if negative {
            start -= 1;
            digits[start] = b'-';
        }
        match core::str::from_utf8(digits.split_at(start).1) {
            Ok(digits) => self.text(digits),
            Err(_) => self,
        }
    }

    pub(crate) const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_rust_writes_them() {
        for number in [0, 7, -1, 5_001, i128::from(u64::MAX), i128::from(i64::MIN)] {
            assert_eq!(Message::new().number(number).as_str(), number.to_string());
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let text = "ü".repeat(CAPACITY);
        let message = Message::new().text("x").text(&text);
        assert_eq!(message.as_str().chars().count(), 1 + (CAPACITY - 1) / 2);
    }

    #[test]
    fn a_text_may_fill_all_there_is() {
        let message = Message::new().text(&"x".repeat(CAPACITY));
        assert_eq!(message.text("y").as_str(), "x".repeat(CAPACITY));
    }
}

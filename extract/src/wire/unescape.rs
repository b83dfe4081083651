//! The text that a JSON string stands for, a block of bytes at a time.

/// Bytes that are looked at together.
const BLOCK: usize = 64;

/// Bytes that are copied together: most runs without an escape are shorter.
const WORD: usize = 16;

/// By so many bytes the room for a text grows at most. Until it has them it doubles.
const ROOM: usize = 4096;

/// The bytes of the string whose first quote was just passed, and its length with the last quote.
/// `None` for what is no JSON string.
pub(super) fn unescape(raw: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut unescaped = Unescaped { raw, read: 0, text: Vec::new(), written: 0 };
    loop {
        while unescaped.block()? {}
        if unescaped.byte()? {
            unescaped.text.truncate(unescaped.written);
            return Some((unescaped.text, unescaped.read));
        }
    }
}

struct Unescaped<'a> {
    raw: &'a [u8],
    read: usize,
    /// Filled with zeros behind what was written: a text that grew by each run would make the processor
    /// wait for its length.
    text: Vec<u8>,
    written: usize,
}

impl Unescaped<'_> {
    /// Room for a block, behind what was written.
    #[inline]
    fn room(&mut self) -> Option<&mut [u8; 2 * BLOCK]> {
        if self.text.len() < self.written + 2 * BLOCK {
            self.text.resize(self.written + (self.written + 4 * BLOCK).min(ROOM), 0);
        }
        self.text.get_mut(self.written..)?.first_chunk_mut()
    }

    /// Reads a block; false where something stands that only [`Self::byte`] reads.
    ///
    /// Where the escapes are is known for the whole block at once: to look for the next one only after
    /// the last was read would make the processor wait. Most are quotes, which without their backslash
    /// are what they stand for.
    #[inline]
    fn block(&mut self) -> Option<bool> {
        let rest = self.raw.get(self.read..)?;
        let Some(window) = rest.first_chunk::<{ BLOCK + WORD }>() else { return Some(false) };
        let block = window.first_chunk()?;
        let backslashes = bits(block, |byte| byte == b'\\');
        let quotes = bits(block, |byte| byte == b'"');
        let mut escapes = firsts_of_pairs(backslashes);
        // The letter behind the last byte is in the next block.
        let mut ends = quotes & !(escapes << 1) | escapes & 1 << (BLOCK - 1);
        if block.iter().fold(false, |any, byte| any | (*byte < b' ')) {
            ends |= bits(block, |byte| byte < b' ');
        }
        escapes &= ends.wrapping_sub(1) & !ends;
        let stop = ends.trailing_zeros() as usize;

        let text = self.room()?;
        let (mut read, mut written) = (0, 0);
        let mut rest = escapes;
        while rest != 0 {
            let escape = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            copy(window, read, escape, text, written)?;
            written += escape - read;
            read = escape + 1;
        }
        copy(window, read, stop, text, written)?;
        written += stop - read;

        // These stand for another character than the letter that is now in their place.
        let mut others = escapes & !((backslashes | quotes) >> 1);
        while others != 0 {
            let escape = others.trailing_zeros() as usize;
            others &= others - 1;
            let before = escapes & !(u64::MAX << escape);
            let position = escape - before.count_ones() as usize;
            let Some(byte) = simple(*window.get(escape + 1)?) else {
                self.read += escape;
                self.written += position;
                return Some(false);
            };
            *text.get_mut(position)? = byte;
        }
        self.read += stop;
        self.written += written;
        Some(stop >= BLOCK - 1)
    }

    /// Reads a character that may be escaped; true at the end of the string.
    fn byte(&mut self) -> Option<bool> {
        let byte = *self.raw.get(self.read)?;
        self.read += 1;
        match byte {
            b'"' => return Some(true),
            b'\\' => {
                let rest = self.raw.get(self.read..)?;
                let (character, length) = match simple(*rest.first()?) {
                    Some(byte) => (char::from(byte), 1),
                    None => code_point(rest)?,
                };
                self.read += length;
                self.push(character.encode_utf8(&mut [0; 4]).as_bytes())?;
            }
            ..b' ' => return None,
            byte => self.push(&[byte])?,
        }
        Some(false)
    }

    fn push(&mut self, bytes: &[u8]) -> Option<()> {
        self.room()?.get_mut(..bytes.len())?.copy_from_slice(bytes);
        self.written += bytes.len();
        Some(())
    }
}

/// Copies a run in whole words, which is quicker than the right number of bytes.
#[inline]
fn copy(
    window: &[u8; BLOCK + WORD],
    mut read: usize,
    end: usize,
    text: &mut [u8; 2 * BLOCK],
    mut written: usize,
) -> Option<()> {
    loop {
        let word = window.get(read..)?.first_chunk::<WORD>()?;
        *text.get_mut(written..)?.first_chunk_mut()? = *word;
        (read, written) = (read + WORD, written + WORD);
        if read >= end {
            return Some(());
        }
    }
}

/// One bit for each byte.
#[inline]
fn bits(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u64 {
    let bytes = block.map(|byte| u8::from(is(byte)));
    let (words, _) = bytes.as_chunks::<8>();
    words.iter().rev().fold(0, |bits, word| {
        // One bit of each byte, gathered in the highest byte.
        bits << 8 | u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

/// The backslashes that escape what follows, which may be a backslash.
#[inline]
fn firsts_of_pairs(backslashes: u64) -> u64 {
    if backslashes & backslashes << 1 == 0 {
        return backslashes;
    }
    let (mut rest, mut firsts) = (backslashes, 0);
    while rest != 0 {
        let first = rest & rest.wrapping_neg();
        firsts |= first;
        rest &= !(first | first << 1);
    }
    firsts
}

/// The character that one letter behind a backslash stands for.
pub(super) fn simple(letter: u8) -> Option<u8> {
    Some(match letter {
        b'"' | b'\\' | b'/' => letter,
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        _ => return None,
    })
}

/// `u00e9`, or a pair of surrogates: `ud83d\ude00`.
pub(super) fn code_point(raw: &[u8]) -> Option<(char, usize)> {
    let unit = |digits: &[u8]| {
        digits.iter().try_fold(0, |sum, digit| Some(sum * 16 + char::from(*digit).to_digit(16)?))
    };
    let first = unit(raw.strip_prefix(b"u")?.get(..4)?)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, 5));
    }
    let second = raw.get(5..7).filter(|next| next == b"\\u").and_then(|_| unit(raw.get(7..11)?))?;
    let is_pair = (0xd800..0xdc00).contains(&first) && (0xdc00..0xe000).contains(&second);
    let character = is_pair.then(|| 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00))?;
    Some((char::from_u32(character)?, 11))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As serde_json reads the string that starts with this quote.
    fn judged(text: &str) -> Option<String> {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<String>();
        values.next()?.ok()
    }

    fn ours(text: &str) -> Option<String> {
        let (text, _) = unescape(text.as_bytes().get(1..)?)?;
        String::from_utf8(text).ok()
    }

    #[test]
    fn a_string_is_unescaped_as_serde_json_does_it_wherever_the_blocks_end() {
        let parts = [
            "a",
            "Äpfel",
            "😀",
            r#"\""#,
            r"\\",
            r"\/",
            r"\b\f\n\r\t",
            r"\u00e9",
            r"\ud83d\ude00",
            r"\u0000",
            r"\u0022",
            r"\\\\\n\\\\\\",
            "plain text of more than one word, and then some more of it",
            r#"{\"key\":\"value\"}"#,
        ];
        for (first, second) in parts.iter().flat_map(|one| parts.iter().map(move |two| (one, two)))
        {
            for filled in 0..2 * BLOCK {
                let text = format!("\"{}{first}{second}\",\"more\":[1,2]}}", "x".repeat(filled));
                assert_eq!(ours(&text), judged(&text), "{text}");
                assert!(ours(&text).is_some(), "{text}");
            }
        }
    }

    #[test]
    fn what_is_no_string_is_left_to_serde_json() {
        let broken = [
            r"\x",
            r"\u12",
            r"\u12g4",
            r"\ud83d",
            r"\ude00\ud83d",
            r"\ud83d\n",
            r"\ud83dx",
            r"\ud83d\u0041",
            r"\\\x",
            "\\\n",
            "\n",
            "\u{1f}",
        ];
        for part in broken {
            for filled in [0, 1, BLOCK - 2, BLOCK - 1, BLOCK, 2 * BLOCK] {
                let text = format!("\"{}{part}{}\"", "x".repeat(filled), "y".repeat(BLOCK));
                assert_eq!(judged(&text), None, "{text}");
                assert_eq!(ours(&text), None, "{text}");
            }
        }
        assert_eq!(ours("\"no end"), None);
        assert_eq!(ours("\"no end\\"), None);
    }
}

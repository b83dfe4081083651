//! Strings and keys, unescaped while they arrive.

use super::{Event, Reader, State};

impl Reader {
    pub(super) fn text(&mut self, rest: &str, sink: &mut impl FnMut(Event<'_>)) -> Option<usize> {
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

    pub(super) fn escape(&mut self, rest: &str, sink: &mut impl FnMut(Event<'_>)) -> Option<usize> {
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

    pub(super) fn unicode(
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
}

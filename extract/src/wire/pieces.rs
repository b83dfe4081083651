//! Texts that come in pieces, and what is told of them.

use std::borrow::Cow;

use super::{Malformed, echo};

/// Texts of one answer at most, as many as a list may have items.
const MAX_TEXTS: usize = 10_000;

/// So many pieces that nobody takes are kept apart.
const MAX_UNTAKEN: usize = 4096;

/// Bytes of a piece at most: what is made of one piece at once, such as its items, has bounds.
const LONGEST_PIECE: usize = 64 * 1024;

/// Bytes for which a text has room at first.
const LEAST: usize = 256;

/// What came of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Piece<'a> {
    /// Something else came, such as reasoning.
    Other,
    /// More of the words in which the model declines.
    Refusal(&'a str),
    /// What was given as text was not the answer: another message begins.
    Restart,
    /// More of the answer's text, or of the arguments of the tool that the answer comes through: at most
    /// 64 KiB, more than that comes in many pieces.
    Text(&'a str),
}

/// Keeps the texts, and the pieces that nobody has taken.
#[derive(Debug)]
pub(super) struct Pieces {
    texts: Vec<Growing>,
    told: Vec<Told>,
    taken: usize,
    count: u64,
    /// Whose text was told last, and what of it.
    teller: Option<usize>,
    told_texts: Vec<Span>,
    has_content: bool,
    /// Bytes of texts that may still come.
    room: usize,
    /// Bytes of all else that may still be kept.
    room_beside: usize,
}

#[derive(Clone, Copy, Debug)]
enum Told {
    Other,
    Refusal(Span),
    Restart,
    Text(Span),
}

/// A piece of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    text: usize,
    start: usize,
    end: usize,
}

impl Pieces {
    pub(super) fn new(longest: usize) -> Self {
        Self {
            texts: Vec::new(),
            told: Vec::new(),
            taken: 0,
            count: 0,
            teller: None,
            told_texts: Vec::new(),
            has_content: false,
            room: longest,
            room_beside: longest,
        }
    }

    /// A new text, by its number.
    pub(super) fn open(&mut self) -> Result<usize, Malformed> {
        if self.texts.len() == MAX_TEXTS {
            return Err(Malformed::new(format!("a stream has more than {MAX_TEXTS} texts")));
        }
        self.texts.push(Growing::default());
        Ok(self.texts.len() - 1)
    }

    /// Adds a JSON string to a text.
    #[inline]
    pub(super) fn grow(&mut self, text: usize, json: &str) -> Result<Span, Malformed> {
        self.lengthen(text, |growing| growing.push_json(json))
    }

    /// Adds to a text.
    pub(super) fn add(&mut self, text: usize, more: &str) -> Result<Span, Malformed> {
        self.lengthen(text, |growing| growing.push(more))
    }

    #[inline]
    fn lengthen(
        &mut self,
        text: usize,
        push: impl FnOnce(&mut Growing) -> Result<(), Malformed>,
    ) -> Result<Span, Malformed> {
        let Some(growing) = self.texts.get_mut(text) else {
            return Ok(Span { text, start: 0, end: 0 });
        };
        let start = growing.text.len();
        push(growing)?;
        let end = growing.text.len();
        self.room = self.room.checked_sub(end - start).ok_or_else(|| {
            Malformed::new("the texts of a stream have more bytes than any answer may have")
        })?;
        Ok(Span { text, start, end })
    }

    /// So many bytes are kept beside the texts.
    pub(super) fn keep(&mut self, bytes: usize) -> Result<(), Malformed> {
        self.room_beside = self.room_beside.checked_sub(bytes).ok_or_else(|| {
            Malformed::new("a stream has more beside its texts than any answer may have")
        })?;
        Ok(())
    }

    pub(super) fn text(&self, text: usize) -> &str {
        self.texts.get(text).map(|growing| growing.text.as_str()).unwrap_or_default()
    }

    pub(super) fn take(&mut self, text: usize) -> String {
        self.texts
            .get_mut(text)
            .map(|growing| std::mem::take(&mut growing.text))
            .unwrap_or_default()
    }

    /// Whose text was told last; `None` before there was one.
    pub(super) fn teller(&self) -> Option<usize> {
        self.teller
    }

    /// The text that was told last: later events may say it again.
    pub(super) fn echo(&self) -> &str {
        self.told_texts.last().map(|span| self.text(span.text)).unwrap_or_default()
    }

    /// A text from an event, with what the event left out because it was said before.
    pub(super) fn resolve(&mut self, said: &mut String) -> Result<(), Malformed> {
        if self.is_echo(said)? {
            *said = said.replace(echo::MARK, self.echo());
        }
        Ok(())
    }

    /// The same for the JSON of an event.
    pub(super) fn resolve_json<'j>(&mut self, json: &'j str) -> Result<Cow<'j, str>, Malformed> {
        Ok(match self.is_echo(json)? {
            true => Cow::Owned(json.replace(echo::MARK, &echo::escaped(self.echo()))),
            false => Cow::Borrowed(json),
        })
    }

    /// Whether the text was left out of this. What it takes to put it in again is counted: a server could
    /// write nothing but marks. A text that holds the mark itself is never left out.
    fn is_echo(&mut self, said: &str) -> Result<bool, Malformed> {
        let marks = said.matches(echo::MARK).count();
        let length = self.echo().len();
        if marks == 0 || length < echo::LONG {
            return Ok(false);
        }
        self.keep(marks.saturating_mul(length))?;
        Ok(!self.echo().contains(echo::MARK))
    }

    /// The only text of the answer so far.
    pub(super) fn only_text(&self) -> Option<usize> {
        let first = self.told_texts.first()?.text;
        self.told_texts.iter().all(|span| span.text == first).then_some(first)
    }

    /// What was told since the answer last began.
    pub(super) fn told_text(&self) -> String {
        self.told_texts.iter().map(|span| self.read(*span)).collect()
    }

    pub(super) fn has_content(&self) -> bool {
        self.has_content
    }

    /// How often something was told.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Tells of text: more of the same answer, or the beginning of another one.
    #[inline]
    pub(super) fn tell_text(&mut self, teller: usize, span: Span) {
        if span.start == span.end {
            return self.tell_other();
        }
        if self.teller.is_some_and(|earlier| earlier != teller) {
            self.tell(Told::Restart);
            self.told_texts.clear();
        }
        match self.told_texts.last_mut() {
            Some(last) if (last.text, last.end) == (span.text, span.start) => last.end = span.end,
            _ => self.told_texts.push(span),
        }
        self.teller = Some(teller);
        self.has_content = true;
        self.tell(Told::Text(span));
    }

    pub(super) fn tell_refusal(&mut self, span: Span) {
        if span.start == span.end {
            return self.tell_other();
        }
        self.has_content = true;
        self.tell(Told::Refusal(span));
    }

    pub(super) fn tell_other(&mut self) {
        self.tell(Told::Other);
    }

    /// Whoever takes no pieces pays for the text alone.
    #[inline]
    fn tell(&mut self, told: Told) {
        self.count += 1;
        if self.told.len() >= MAX_UNTAKEN {
            match (self.told.last_mut(), told) {
                (Some(Told::Other), Told::Other) => return,
                (Some(Told::Text(last)), Told::Text(next)) if last.text == next.text => {
                    last.end = next.end;
                    return;
                }
                _ => {}
            }
        }
        self.told.push(told);
    }

    pub(super) fn has_untaken(&self) -> bool {
        self.taken < self.told.len()
    }

    /// The next piece that nobody has taken.
    #[inline]
    pub(super) fn next(&mut self) -> Option<Piece<'_>> {
        let mut told = *self.told.get(self.taken)?;
        match self.shorten(&mut told) {
            Some(rest) => self.told.get_mut(self.taken).map(|told| *told = rest)?,
            None => self.taken += 1,
        }
        if !self.has_untaken() {
            self.told.clear();
            self.taken = 0;
        }
        Some(match told {
            Told::Other => Piece::Other,
            Told::Refusal(span) => Piece::Refusal(self.read(span)),
            Told::Restart => Piece::Restart,
            Told::Text(span) => Piece::Text(self.read(span)),
        })
    }

    /// Leaves the beginning of what is longer than a piece, and gives the rest.
    #[inline]
    fn shorten(&self, told: &mut Told) -> Option<Told> {
        let Told::Text(span) = told else { return None };
        let end = span.end;
        if end - span.start <= LONGEST_PIECE {
            return None;
        }
        span.end = span.start + beginning(self.read(*span)).len();
        Some(Told::Text(Span { start: span.end, end, ..*span }))
    }

    fn read(&self, span: Span) -> &str {
        self.text(span.text).get(span.start..span.end).unwrap_or_default()
    }
}

/// As much of a text as one piece holds.
pub(crate) fn beginning(text: &str) -> &str {
    let is_end = |at: &usize| text.is_char_boundary(*at);
    let length = (0..=LONGEST_PIECE.min(text.len())).rev().find(is_end);
    text.get(..length.unwrap_or_default()).unwrap_or_default()
}

/// A text that grows by JSON strings. A character that a server split over two of them, each with half of
/// its surrogates, is put together.
#[derive(Debug, Default)]
struct Growing {
    text: String,
    half: Option<u32>,
}

impl Growing {
    #[inline]
    fn push_json(&mut self, json: &str) -> Result<(), Malformed> {
        let inner = json.strip_prefix('"').and_then(|json| json.strip_suffix('"'));
        let mut rest = inner.ok_or_else(|| Malformed::new("a piece of text is no string"))?;
        while let Some(at) = rest.find('\\') {
            let (plain, escape) = rest.split_at(at);
            self.push(plain)?;
            rest = self.push_escape(escape).ok_or_else(lone)?;
        }
        self.push(rest)
    }

    #[inline]
    fn push(&mut self, plain: &str) -> Result<(), Malformed> {
        match self.half {
            Some(_) if !plain.is_empty() => Err(lone()),
            _ => {
                self.reserve(plain.len());
                self.text.push_str(plain);
                Ok(())
            }
        }
    }

    /// Room for so many more bytes. It grows by a quarter, since nothing that is read of a text is much
    /// larger than the text.
    #[inline]
    fn reserve(&mut self, bytes: usize) {
        if self.text.capacity() - self.text.len() < bytes {
            self.text.reserve_exact(bytes.max(self.text.len() / 4).max(LEAST));
        }
    }

    /// Reads one escape, and gives what follows it.
    fn push_escape<'j>(&mut self, escape: &'j str) -> Option<&'j str> {
        let letter = *escape.as_bytes().get(1)?;
        let plain = match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.push_unit(escape),
            _ => return None,
        };
        if self.half.is_some() {
            return None;
        }
        self.reserve(plain.len_utf8());
        self.text.push(plain);
        escape.get(2..)
    }

    fn push_unit<'j>(&mut self, escape: &'j str) -> Option<&'j str> {
        let digits = escape.get(2..6)?;
        let is_hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let unit = u32::from_str_radix(digits, 16).ok().filter(|_| is_hexadecimal)?;
        match (self.half.take(), unit) {
            (None, 0xd800..0xdc00) => self.half = Some(unit),
            (Some(half), 0xdc00..0xe000) => {
                let character = 0x1_0000 + ((half - 0xd800) << 10) + (unit - 0xdc00);
                self.text.push(char::from_u32(character)?);
            }
            (None, unit) => self.text.push(char::from_u32(unit)?),
            (Some(_), _) => return None,
        }
        escape.get(6..)
    }
}

fn lone() -> Malformed {
    Malformed::new("a text of the stream holds half a character")
}

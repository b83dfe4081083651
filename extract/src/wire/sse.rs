use serde::de::IgnoredAny;

use super::{
    Malformed,
    echo::{self, Echo},
};

/// Bytes of a line, and of the data of an event, at most, unless told otherwise.
pub(super) const LONGEST: usize = 64 * 1024 * 1024;

/// Bytes that are looked at together.
const BLOCK: usize = 32;

/// Reads server-sent events: bytes in, events out, however the bytes were cut into chunks.
///
/// ```
/// use extract::wire::Sse;
///
/// let mut sse = Sse::default();
/// let mut seen = Vec::new();
/// for mut chunk in [&b": ping\n\nevent: note\ndata: {\"a\":"[..], b"1}\n", b"\r\ndata: [DONE]"] {
///     while let Some(event) = sse.next(&mut chunk) {
///         let event = event?;
///         seen.push((event.name.to_owned(), event.data.to_vec()));
///     }
/// }
/// assert_eq!(seen, [("note".to_owned(), b"{\"a\":1}".to_vec())]);
/// // The last blank line is missing; what is there is whole.
/// assert_eq!(sse.finish().map(|event| event.data), Some(&b"[DONE]"[..]));
/// # Ok::<(), extract::wire::Malformed>(())
/// ```
///
/// Lines end in LF, CRLF or CR. Comments, `id` and `retry` are passed over. An event that lies whole in a
/// chunk is lent from there; only what straddles chunks is copied, once. Each byte is looked at once.
#[derive(Clone, Debug)]
pub struct Sse {
    longest: usize,
    /// The beginning of a line whose end has not come.
    line: Vec<u8>,
    /// What is left out of that line.
    echo: Echo,
    /// What is kept of an event that straddles chunks.
    name: Vec<u8>,
    data: Vec<u8>,
    has_data: bool,
    /// Whether the event that is kept was given.
    is_given: bool,
    /// A LF that comes next belongs to the CR before it.
    is_after_cr: bool,
    has_begun: bool,
    is_broken: bool,
}

/// An event, as far as anybody needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SseEvent<'a> {
    /// The name of the event; empty when it has none.
    pub name: &'a str,
    /// The lines of its data, LF between them.
    pub data: &'a [u8],
}

/// What lies in the chunk that is being read.
#[derive(Default)]
struct Here<'c> {
    name: Option<&'c [u8]>,
    data: Option<&'c [u8]>,
}

/// What a line says.
enum Field<'l> {
    Blank,
    Data(&'l [u8]),
    Name(&'l [u8]),
    Other,
}

impl Default for Sse {
    fn default() -> Self {
        Self::new(LONGEST)
    }
}

impl Sse {
    /// A reader that takes no line and no event of more than so many bytes.
    pub fn new(longest: usize) -> Self {
        Self {
            longest,
            line: Vec::new(),
            echo: Echo::default(),
            name: Vec::new(),
            data: Vec::new(),
            has_data: false,
            is_given: false,
            is_after_cr: false,
            has_begun: false,
            is_broken: false,
        }
    }

    /// The next event that ends in the chunk, from which all that was read is taken away. `None`: give it
    /// the next chunk.
    ///
    /// # Errors
    ///
    /// [`Malformed`] for a line or an event of more than 64 MiB, or what was told to
    /// [`new`](Self::new); then nothing more comes.
    pub fn next<'a, 'c: 'a>(
        &'a mut self,
        chunk: &mut &'c [u8],
    ) -> Option<Result<SseEvent<'a>, Malformed>> {
        self.next_without("", chunk)
    }

    /// The same, without a text that is known: see [`Echo`].
    pub(super) fn next_without<'a, 'c: 'a>(
        &'a mut self,
        known: &str,
        chunk: &mut &'c [u8],
    ) -> Option<Result<SseEvent<'a>, Malformed>> {
        self.forget();
        let mut here = Here::default();
        while !self.is_broken {
            let Some(line) = self.take_line(chunk) else {
                self.keep(here);
                self.keep_line(chunk, known);
                *chunk = &[];
                return (self.line.len() > self.longest).then(|| Err(self.give_up()));
            };
            let length = self.line.len() + line.len();
            let may_echo = !known.is_empty() && line.len() >= echo::LONG;
            let is_end = match self.line.is_empty() && !may_echo {
                true => self.read_here(line, &mut here),
                false => {
                    self.keep(std::mem::take(&mut here));
                    self.read_kept(line, known)
                }
            };
            if length.max(self.data.len()) > self.longest {
                return Some(Err(self.give_up()));
            }
            if is_end {
                self.is_given = true;
                let name = here.name.unwrap_or(&self.name);
                let data = here.data.unwrap_or(&self.data);
                return Some(Ok(SseEvent::new(name, data)));
            }
        }
        *chunk = &[];
        None
    }

    /// The event that was not closed when the bytes ended, if its data is whole: some servers leave out the
    /// last blank line.
    pub fn finish(&mut self) -> Option<SseEvent<'_>> {
        self.forget();
        if self.is_broken {
            return None;
        }
        self.read_kept(b"", "");
        self.is_given = true;
        let is_whole = self.has_data
            && (is_done(&self.data) || serde_json::from_slice::<IgnoredAny>(&self.data).is_ok());
        is_whole.then(|| SseEvent::new(&self.name, &self.data))
    }

    /// The rest of the line that ends in this chunk.
    #[inline]
    fn take_line<'c>(&mut self, chunk: &mut &'c [u8]) -> Option<&'c [u8]> {
        if self.is_after_cr && !chunk.is_empty() {
            self.is_after_cr = false;
            *chunk = chunk.strip_prefix(b"\n").unwrap_or(chunk);
        }
        let (line, rest) = chunk.split_at_checked(end_of_line(chunk)?)?;
        let (end, rest) = rest.split_first()?;
        self.is_after_cr = *end == b'\r';
        *chunk = rest;
        Some(line)
    }

    /// Reads a line that lies whole in the chunk; true at the end of an event.
    #[inline]
    fn read_here<'c>(&mut self, line: &'c [u8], here: &mut Here<'c>) -> bool {
        let line = match std::mem::replace(&mut self.has_begun, true) {
            true => line,
            false => without_mark(line),
        };
        match Field::of(line) {
            Field::Blank => {
                if here.data.is_some() || self.has_data {
                    return true;
                }
                here.name = None;
                self.name.clear();
            }
            Field::Data(more) if here.data.is_none() && !self.has_data => here.data = Some(more),
            Field::Data(more) => {
                self.keep_data(here.data.take());
                self.keep_data(Some(more));
            }
            Field::Name(name) => here.name = Some(name),
            Field::Other => {}
        }
        false
    }

    /// Reads a line whose beginning was kept; it is never blank.
    fn read_kept(&mut self, rest: &[u8], known: &str) -> bool {
        self.keep_line(rest, known);
        self.echo = Echo::default();
        let mut line = std::mem::take(&mut self.line);
        let whole = match std::mem::replace(&mut self.has_begun, true) {
            true => &line[..],
            false => without_mark(&line),
        };
        match Field::of(whole) {
            Field::Data(data) if self.has_data || self.data.capacity() >= line.len() => {
                self.keep_data(Some(data));
            }
            // A long line is the data from now on.
            Field::Data(data) => {
                let start = line.len() - data.len();
                line.drain(..start);
                self.has_data = true;
                self.line = std::mem::replace(&mut self.data, line);
                return false;
            }
            Field::Name(name) => {
                self.name.clear();
                self.name.extend_from_slice(name);
            }
            Field::Blank | Field::Other => {}
        }
        line.clear();
        self.line = line;
        false
    }

    /// Keeps what the next chunk will end.
    fn keep(&mut self, here: Here<'_>) {
        if let Some(name) = here.name {
            self.name.clear();
            self.name.extend_from_slice(name);
        }
        self.keep_data(here.data);
    }

    /// More of a line. What is left out of it is never there as a whole.
    fn keep_line(&mut self, more: &[u8], known: &str) {
        if known.is_empty() {
            return self.line.extend_from_slice(more);
        }
        for more in more.chunks(echo::STEP) {
            self.line.extend_from_slice(more);
            self.echo.leave_out(known, &mut self.line);
        }
    }

    fn keep_data(&mut self, data: Option<&[u8]>) {
        let Some(data) = data else { return };
        if std::mem::replace(&mut self.has_data, true) {
            self.data.push(b'\n');
        }
        self.data.extend_from_slice(data);
    }

    fn forget(&mut self) {
        if std::mem::take(&mut self.is_given) {
            self.name.clear();
            self.data.clear();
            self.has_data = false;
        }
    }

    fn give_up(&mut self) -> Malformed {
        let longest = self.longest;
        *self = Self { is_broken: true, ..Self::new(longest) };
        Malformed::new(format!("an event of the stream has more than {longest} bytes"))
    }
}

impl<'a> SseEvent<'a> {
    fn new(name: &'a [u8], data: &'a [u8]) -> Self {
        Self { name: std::str::from_utf8(name).unwrap_or_default(), data }
    }

    /// Whether it says that nothing more comes: `[DONE]`.
    pub(super) fn is_done(&self) -> bool {
        is_done(self.data)
    }
}

fn is_done(data: &[u8]) -> bool {
    data.trim_ascii_start().starts_with(b"[DONE]")
}

impl<'l> Field<'l> {
    #[inline]
    fn of(line: &'l [u8]) -> Self {
        if let Some(value) = line.strip_prefix(b"data:") {
            return Self::Data(value.strip_prefix(b" ").unwrap_or(value));
        }
        if let Some(value) = line.strip_prefix(b"event:") {
            return Self::Name(value.strip_prefix(b" ").unwrap_or(value));
        }
        match line {
            b"" => Self::Blank,
            b"data" => Self::Data(b""),
            b"event" => Self::Name(b""),
            _ => Self::Other,
        }
    }
}

/// Where the first LF or CR stands. A block without either is passed over at once.
#[inline]
fn end_of_line(bytes: &[u8]) -> Option<usize> {
    let is_end = |byte: &u8| matches!(*byte, b'\n' | b'\r');
    let (blocks, _) = bytes.as_chunks::<BLOCK>();
    let is_free = |block: &&[u8; BLOCK]| !block.iter().fold(false, |any, byte| any | is_end(byte));
    let passed = BLOCK * blocks.iter().take_while(is_free).count();
    bytes.get(passed..)?.iter().position(is_end).map(|length| passed + length)
}

/// The line without a byte order mark.
fn without_mark(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)
}

#[cfg(test)]
mod tests;

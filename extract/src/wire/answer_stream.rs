use super::{
    Endpoint, Malformed, Piece, Reply, chat,
    pieces::Pieces,
    responses,
    sse::{LONGEST, Sse, SseEvent},
};

/// Reads an answer while it arrives: bytes in, pieces of text out, and at the end the same [`Reply`] that
/// [`Endpoint::decode`] gives for the answer in one body.
///
/// ```
/// use extract::wire::{Answer, Endpoint, Piece};
///
/// let mut stream = Endpoint::Chat.stream(None);
/// let mut text = String::new();
/// for chunk in [
///     "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"{\\\"total\\\"\"}}]}\n\nda",
///     "ta: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\":7}\"},\"finish_reason\":\"stop\"}]}\n\n",
///     "data: [DONE]\n\n",
/// ] {
///     stream.push(chunk.as_bytes());
///     while let Some(piece) = stream.next() {
///         match piece? {
///             Piece::Text(more) => text.push_str(more),
///             Piece::Restart => text.clear(),
///             _ => {}
///         }
///     }
/// }
/// assert!(stream.is_over());
/// assert_eq!(text, r#"{"total":7}"#);
/// assert_eq!(stream.finish()?.answer, Answer::Text(text));
/// # Ok::<(), extract::wire::Malformed>(())
/// ```
///
/// The pieces are what can be told before the end; [`finish`](Self::finish) decides. It gives another text
/// than the pieces did where the server takes back what it streamed, and where it sent one body instead of
/// a stream, of which there are no pieces. No more is kept than the texts and one event.
#[derive(Debug)]
pub struct AnswerStream {
    endpoint: Endpoint,
    framing: Framing,
    reader: Reader,
    pieces: Pieces,
    fault: Option<Malformed>,
    is_told: bool,
    is_closed: bool,
    longest: usize,
}

/// How the bytes are put together.
#[derive(Debug)]
enum Framing {
    /// One body, as without streaming.
    Body(Vec<u8>),
    Events(Sse),
    /// Nothing but blanks came.
    Unknown,
}

#[derive(Debug)]
enum Reader {
    Chat(chat::Stream),
    Responses(responses::Stream),
}

impl AnswerStream {
    pub(super) fn new(endpoint: Endpoint, tool: Option<&str>) -> Self {
        let reader = match endpoint {
            Endpoint::Chat => Reader::Chat(chat::Stream::new(tool)),
            Endpoint::Responses => Reader::Responses(responses::Stream::new(tool)),
        };
        Self {
            endpoint,
            framing: Framing::Unknown,
            reader,
            pieces: Pieces::new(LONGEST),
            fault: None,
            is_told: false,
            is_closed: false,
            longest: LONGEST,
        }
    }

    /// Takes no event, no texts in all, and nothing in all of what is kept beside them (items, tokens), of
    /// more than so many bytes. Default: 64 MiB.
    pub fn longest(mut self, bytes: usize) -> Self {
        self.longest = bytes;
        self.pieces = Pieces::new(bytes);
        self
    }

    /// Reads the next bytes, however they were cut.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.fault.is_none()
            && let Err(fault) = self.read(bytes)
        {
            self.fault = Some(fault);
        }
    }

    /// The next piece of what was pushed; `None` when more has to come.
    ///
    /// # Errors
    ///
    /// [`Malformed`], once, for an event that is no JSON, half a character, and more bytes than are taken.
    /// Nothing is read behind it.
    #[expect(clippy::should_implement_trait, reason = "it lends")]
    pub fn next(&mut self) -> Option<Result<Piece<'_>, Malformed>> {
        if self.pieces.has_untaken() {
            return self.pieces.next().map(Ok);
        }
        let fault = self.fault.as_ref().filter(|_| !self.is_told)?;
        self.is_told = true;
        Some(Err(fault.clone()))
    }

    /// Whether the event came behind which nothing is to come: the end of the run, `[DONE]`, or an error.
    pub fn is_over(&self) -> bool {
        match &self.reader {
            Reader::Chat(reader) => reader.is_over(),
            Reader::Responses(reader) => reader.is_over(),
        }
    }

    /// Whether the answer is whole, even if the connection breaks now: the end of a Chat answer is known
    /// before its usage and `[DONE]` come.
    pub fn is_whole(&self) -> bool {
        match &self.reader {
            // It says itself what it lacks.
            _ if matches!(self.framing, Framing::Body(_)) => true,
            Reader::Chat(reader) => reader.is_whole(),
            Reader::Responses(reader) => reader.is_over(),
        }
    }

    /// Whether a piece of text or refusal came.
    pub fn has_content(&self) -> bool {
        self.pieces.has_content()
    }

    /// Says that no more bytes come: an event is read whose last blank line is missing.
    /// [`finish`](Self::finish) says it as well.
    pub fn close(&mut self) {
        if std::mem::replace(&mut self.is_closed, true) || self.fault.is_some() {
            return;
        }
        if let Framing::Events(sse) = &mut self.framing
            && let Some(event) = sse.finish()
            && let Err(fault) = self.reader.read(&event, &mut self.pieces)
        {
            self.fault = Some(fault);
        }
    }

    /// The text of the answer, as far as it came: all pieces since the last [`Piece::Restart`].
    pub fn text(&self) -> String {
        self.pieces.told_text()
    }

    /// What came in all, when no more bytes come. A stream that ended before its answer did is
    /// [`Answer::Truncated`](super::Answer::Truncated) with the reason `connection`, and without usage.
    ///
    /// # Errors
    ///
    /// What [`next`](Self::next) told; [`Malformed`] for a stream that ended before its answer began.
    pub fn finish(mut self) -> Result<Reply, Malformed> {
        if let Framing::Body(body) = &self.framing {
            return match self.fault {
                Some(fault) => Err(fault),
                None => self.endpoint.decode(body),
            };
        }
        self.close();
        match (self.fault, self.reader) {
            (Some(fault), _) => Err(fault),
            (None, Reader::Chat(reader)) => reader.finish(self.pieces),
            (None, Reader::Responses(reader)) => reader.finish(self.pieces),
        }
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), Malformed> {
        let mut chunk = match self.framing {
            Framing::Unknown => self.recognise(bytes),
            _ => bytes,
        };
        match &mut self.framing {
            Framing::Unknown => {}
            Framing::Body(body) => {
                body.extend_from_slice(chunk);
                if body.len() > self.longest {
                    let longest = self.longest;
                    *body = Vec::new();
                    return Err(Malformed::new(format!("it has more than {longest} bytes")));
                }
            }
            Framing::Events(sse) => {
                while let Some(event) = sse.next_without(self.reader.echo(&self.pieces), &mut chunk)
                {
                    self.reader.read(&event?, &mut self.pieces)?;
                }
            }
        }
        Ok(())
    }

    /// No line of an event stream begins as JSON does. What stands before the first of either is passed
    /// over.
    fn recognise<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let rest = bytes.trim_ascii_start();
        self.framing = match rest.first() {
            None => Framing::Unknown,
            Some(b'{' | b'[') => Framing::Body(Vec::new()),
            Some(_) => Framing::Events(Sse::new(self.longest)),
        };
        rest
    }
}

impl Reader {
    /// What the events of the endpoint may say again.
    fn echo<'p>(&self, pieces: &'p Pieces) -> &'p str {
        match self {
            Self::Chat(_) => "",
            Self::Responses(_) => pieces.echo(),
        }
    }

    #[inline]
    fn read(&mut self, event: &SseEvent<'_>, pieces: &mut Pieces) -> Result<(), Malformed> {
        match self {
            Self::Chat(reader) => reader.read(event, pieces),
            Self::Responses(reader) => reader.read(event, pieces),
        }
    }
}

#[cfg(test)]
mod tests;

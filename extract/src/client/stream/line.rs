//! Between the call that hears an answer and whoever reads it.

use std::{
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    task::Poll,
};

use crate::{
    error::Evidence,
    transport::{Listener, Secret},
    wire::{Answer, AnswerStream, Endpoint, Malformed, Piece, Reply, beginning},
};

/// What came of an answer and is not read yet. The call and its reader are one task, so that no lock is
/// ever waited for.
pub(super) struct Line {
    state: Mutex<State>,
    /// Bytes of an answer at most.
    longest: usize,
}

#[derive(Default)]
struct State {
    endpoint: Endpoint,
    tool: Option<String>,
    heard: Option<AnswerStream>,
    /// Whether something was heard that nobody has looked at.
    is_new: bool,
    /// Bytes of the answer's text that were given.
    given: usize,
    /// Whether what was given was not the answer.
    is_other: bool,
    /// What was heard of the answer's text, now that nothing more is heard.
    text: String,
    /// Whether some of the answer came.
    has_content: bool,
    /// Whether its reader has seen enough, or what comes cannot be read.
    is_enough: bool,
    /// What did not come in pieces, and the bytes of it that were given.
    rest: Option<String>,
    rest_given: usize,
    tokens: Vec<Secret>,
}

/// What is given to the reader.
pub(super) enum Delta<'a> {
    Text(&'a str),
    /// What was given was not the answer, which begins now.
    Restart,
}

/// What the reader says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    Enough,
    More,
}

impl Line {
    pub(super) fn new(longest: usize) -> Self {
        Self { state: Mutex::default(), longest }
    }

    /// Gives the next piece, if there is one.
    pub(super) fn take(&self, give: &mut impl FnMut(Delta<'_>) -> Wish) -> bool {
        let state = &mut *self.lock();
        let State { heard, given, .. } = state;
        while let Some(piece) = heard.as_mut().and_then(AnswerStream::next) {
            let delta = match piece {
                Ok(Piece::Text(text)) => {
                    *given += text.len();
                    Delta::Text(text)
                }
                Ok(Piece::Restart) => {
                    *given = 0;
                    Delta::Restart
                }
                Ok(_) => continue,
                // The end will tell of it.
                Err(_) => {
                    state.is_enough = true;
                    break;
                }
            };
            state.is_enough |= give(delta) == Wish::Enough;
            return true;
        }
        state.is_new = false;
        let Some(rest) = &state.rest else { return false };
        let Some(more) = rest.get(state.rest_given..).filter(|more| !more.is_empty()) else {
            (state.rest, state.rest_given) = (None, 0);
            return false;
        };
        if mem::take(&mut state.is_other) {
            give(Delta::Restart);
        }
        let piece = beginning(more);
        state.rest_given += piece.len();
        give(Delta::Text(piece));
        true
    }

    /// Whether something came that nobody has looked at.
    pub(super) fn is_new(&self) -> bool {
        self.lock().is_new
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn stream(&self, longest: usize) -> AnswerStream {
        self.endpoint.stream(self.tool.as_deref()).longest(longest)
    }

    fn is_over(&self) -> bool {
        self.heard.as_ref().is_some_and(AnswerStream::is_over)
    }

    /// What was heard, now that nothing more is.
    fn over(&mut self) -> Option<AnswerStream> {
        let mut stream = self.heard.take()?;
        while let Some(Ok(untaken)) = stream.next() {
            if untaken == Piece::Restart {
                self.given = 0;
                self.is_other = true;
            }
        }
        self.has_content |= stream.has_content();
        stream.text().clone_into(&mut self.text);
        Some(stream)
    }
}

impl Listener for Line {
    fn expect(&self, endpoint: Endpoint, tool: Option<&str>) {
        let mut state = self.lock();
        state.endpoint = endpoint;
        state.tool = tool.map(str::to_owned);
    }

    fn begin(&self) {
        let mut state = self.lock();
        let (endpoint, tool) = (state.endpoint, state.tool.take());
        let tokens = mem::take(&mut state.tokens);
        *state = State { endpoint, tool, tokens, ..State::default() };
    }

    fn hear(&self, bytes: &[u8]) {
        let mut state = self.lock();
        let mut stream = state.heard.take().unwrap_or_else(|| state.stream(self.longest));
        stream.push(bytes);
        state.heard = Some(stream);
        state.is_new = true;
    }

    fn poll_more(&self) -> Poll<bool> {
        let state = self.lock();
        match state.is_new {
            true => Poll::Pending,
            false => Poll::Ready(!state.is_enough && !state.is_over()),
        }
    }

    fn has_content(&self) -> bool {
        let state = self.lock();
        state.has_content || state.heard.as_ref().is_some_and(AnswerStream::has_content)
    }

    fn is_over(&self) -> bool {
        self.lock().is_over()
    }

    fn close(&self) -> bool {
        let mut state = self.lock();
        state.heard.as_mut().is_some_and(|stream| {
            stream.close();
            stream.is_whole()
        })
    }

    fn reply(&self, body: &[u8]) -> Result<Reply, Malformed> {
        let mut state = self.lock();
        let stream = state.over().unwrap_or_else(|| {
            let mut stream = state.stream(self.longest);
            stream.push(body);
            stream
        });
        stream.finish()
    }

    fn what_came(&self) -> (String, Evidence) {
        let mut state = self.lock();
        let (mut words, mut known) = (None, Evidence::default());
        if let Some(Ok(mut reply)) = state.over().map(AnswerStream::finish) {
            reply.give_to(&mut known);
            words = match reply.answer {
                Answer::Refused(words) => Some(words),
                _ => None,
            };
        }
        let text = mem::take(&mut state.text);
        state.rest = text.get(state.given..).filter(|rest| !rest.is_empty()).map(str::to_owned);
        (words.filter(|_| text.is_empty()).unwrap_or(text), known)
    }

    fn settle(&self, text: &str) {
        let mut state = self.lock();
        let heard = mem::take(&mut state.text);
        let given = heard.get(..state.given).unwrap_or_default();
        let rest = match text.strip_prefix(given) {
            Some(rest) => rest,
            None => {
                state.is_other = true;
                text
            }
        };
        state.rest = (!rest.is_empty()).then(|| rest.to_owned());
    }

    fn hide(&self, token: &Secret) {
        self.lock().tokens.push(token.clone());
    }

    fn hide_in(&self, text: &mut String) {
        self.lock().tokens.iter().for_each(|token| token.hide_in(text));
    }
}

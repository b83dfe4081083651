//! Between the call that hears an answer and whoever reads it.

use std::{
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    task::Poll,
};

use crate::{
    error::Evidence,
    transport::{Listener, Next, Secret},
    wire::{Answer, AnswerStream, Endpoint, Malformed, Piece, Reply},
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
    /// The end of the answer, if it did not come in pieces.
    rest: Option<String>,
    /// What came of an answer that an error ended.
    partial: String,
    /// Whether some of the answer came.
    has_content: bool,
    is_enough: bool,
    malformed: Option<Malformed>,
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
                Err(malformed) => {
                    state.malformed.get_or_insert(malformed);
                    break;
                }
            };
            state.is_enough |= give(delta) == Wish::Enough;
            return true;
        }
        state.is_new = false;
        let rest = state.rest.take();
        if let Some(rest) = &rest {
            give(Delta::Text(rest));
        }
        rest.is_some()
    }

    /// Whether something came that nobody has looked at.
    pub(super) fn is_new(&self) -> bool {
        self.lock().is_new
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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
        let State { endpoint, tool, heard, .. } = &mut *state;
        heard.get_or_insert_with(|| endpoint.stream(tool.as_deref())).push(bytes);
        state.is_new = true;
    }

    fn poll_next(&self) -> Poll<Next> {
        let state = self.lock();
        let is_over = || state.heard.as_ref().is_some_and(AnswerStream::is_over);
        if state.is_new {
            Poll::Pending
        } else if state.given > self.longest {
            Poll::Ready(Next::TooLarge)
        } else if state.is_enough || state.malformed.is_some() || is_over() {
            Poll::Ready(Next::Enough)
        } else {
            Poll::Ready(Next::More)
        }
    }

    fn has_content(&self) -> bool {
        let state = self.lock();
        state.has_content || state.heard.as_ref().is_some_and(AnswerStream::has_content)
    }

    fn is_whole(&self) -> bool {
        self.lock().heard.as_ref().is_some_and(AnswerStream::is_over)
    }

    fn reply(&self, endpoint: Endpoint, body: &[u8]) -> Result<Reply, Malformed> {
        let mut state = self.lock();
        let Some(stream) = state.heard.take() else {
            return endpoint.decode(body);
        };
        state.has_content |= stream.has_content();
        if let Some(malformed) = state.malformed.take() {
            return Err(malformed);
        }
        stream.finish()
    }

    fn what_came(&self) -> (String, Evidence) {
        todo!()
    }

    fn settle(&self, text: &str) {
        let mut state = self.lock();
        let rest = text.get(state.given..).filter(|rest| !rest.is_empty());
        state.rest = rest.map(str::to_owned);
    }

    fn hide(&self, token: &Secret) {
        self.lock().tokens.push(token.clone());
    }

    fn hide_in(&self, text: &mut String) {
        self.lock().tokens.iter().for_each(|token| token.hide_in(text));
    }
}

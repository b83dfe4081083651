use std::borrow::Cow;

use super::{ask::Asked, options::Settings, reask::Reasking};
use crate::{
    Error, Input,
    error::TruncationReason,
    wire::{self, Prefix},
};

/// What one call has said so far, and what it may still ask.
pub(super) struct Conversation<'a> {
    settings: &'a Settings,
    prefix: Cow<'a, Prefix>,
    input: Input,
    /// What may still be asked again.
    left: Reasking,
    /// The answer before, which was no value.
    last: Option<Error>,
}

impl<'a> Conversation<'a> {
    pub(super) fn new(settings: &'a Settings, prefix: &'a Prefix, input: Input) -> Self {
        Self { settings, prefix: Cow::Borrowed(prefix), input, left: settings.reasking, last: None }
    }

    pub(super) fn prefix(&self) -> &Prefix {
        &self.prefix
    }

    pub(super) fn input(&self) -> &Input {
        &self.input
    }

    /// The same, with what the answers before have cost, and these answers themselves.
    pub(super) fn joined(&self, asked: Result<Asked, Error>) -> Result<Asked, Error> {
        let Some(last) = &self.last else { return asked };
        let earlier = last.rejecting();
        match asked {
            Ok((text, evidence)) => Ok((text, Box::new(evidence.after(earlier)))),
            Err(error) => Err(error.after(earlier)),
        }
    }

    /// Says what comes next after an ask that gave no value; the error, if nothing does.
    pub(super) fn go_on(&mut self, error: Error) -> Result<(), Error> {
        match &error {
            Error::Invalid(invalid) if self.left.after_invalid > 0 => {
                self.left.after_invalid -= 1;
                self.input.messages.extend(wire::correction(invalid));
            }
            Error::Truncated(cut) if cut.reason() == TruncationReason::TokenLimit => {
                let Some(tokens) = self.left.after_truncated.take() else { return Err(error) };
                match self.settings.larger_prefix(tokens) {
                    Ok(larger) => self.prefix = Cow::Owned(larger),
                    Err(_) => return Err(error),
                }
            }
            // This ask was not sent, so what happened is the answer before.
            Error::Config(_) | Error::NotSent(_) => {
                let Some(mut last) = self.last.take() else { return Err(error) };
                last.remark(&format!("not asked again: {error}"));
                return Err(last);
            }
            _ => return Err(error),
        }
        self.last = Some(error);
        Ok(())
    }
}

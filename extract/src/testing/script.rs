use std::{collections::VecDeque, fmt};

use super::{Outcome, Request};

type Decide = Box<dyn Fn(&Request) -> Outcome + Send + Sync>;

/// What the test wrote: outcomes in order, then a function that decides by request.
#[derive(Default)]
pub(super) struct Script {
    outcomes: VecDeque<Outcome>,
    decide: Option<Decide>,
}

impl Script {
    pub(super) fn push(&mut self, outcome: Outcome) {
        self.outcomes.push_back(outcome);
    }

    pub(super) fn decide_by(
        &mut self,
        decide: impl Fn(&Request) -> Outcome + Send + Sync + 'static,
    ) {
        self.decide = Some(Box::new(decide));
    }

    pub(super) fn next(&mut self, request: &Request) -> Outcome {
        if let Some(outcome) = self.outcomes.pop_front() {
            return outcome;
        }
        match &self.decide {
            Some(decide) => decide(request),
            None => Outcome::unscripted(),
        }
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script").field("outcomes", &self.outcomes).finish_non_exhaustive()
    }
}

use std::{collections::VecDeque, fmt, sync::Arc};

use super::{Outcome, Request};

type Decide = Arc<dyn Fn(&Request) -> Outcome + Send + Sync>;

/// What the test wrote: outcomes in order, then a function that decides by request.
#[derive(Default)]
pub(super) struct Script {
    outcomes: VecDeque<Outcome>,
    decide: Option<Decide>,
}

/// What comes next in a script.
pub(super) enum Next {
    Decide(Decide),
    Nothing,
    Outcome(Box<Outcome>),
}

impl Script {
    pub(super) fn push(&mut self, outcome: Outcome) {
        self.outcomes.push_back(outcome);
    }

    pub(super) fn decide_by(
        &mut self,
        decide: impl Fn(&Request) -> Outcome + Send + Sync + 'static,
    ) {
        self.decide = Some(Arc::new(decide));
    }

    pub(super) fn next(&mut self) -> Next {
        match (self.outcomes.pop_front(), &self.decide) {
            (Some(outcome), _) => Next::Outcome(Box::new(outcome)),
            (None, Some(decide)) => Next::Decide(decide.clone()),
            (None, None) => Next::Nothing,
        }
    }
}

impl Next {
    pub(super) fn outcome(self, request: &Request) -> Outcome {
        match self {
            Self::Decide(decide) => decide(request),
            Self::Nothing => Outcome::unscripted(),
            Self::Outcome(outcome) => *outcome,
        }
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script").field("outcomes", &self.outcomes).finish_non_exhaustive()
    }
}

use super::bill::Bill;
use crate::{Error, Extraction, Money, Prices, Tier, Usage};

/// How much a run may spend. It stops before that, and the rest is [`NotSent`](crate::Error::NotSent).
///
/// ```
/// use extract::{Prices, pipeline::Budget};
///
/// let tokens = Budget::tokens(5_000_000);
/// let money = Budget::money("12.50".parse()?, Prices::builtin());
/// # Ok::<(), extract::Error>(())
/// ```
///
/// A document is begun only if it fits: what was spent, what those in work are expected to spend and
/// what it is expected to spend itself. The expectation begins with an estimate from the size of the
/// input and becomes the mean of what documents really used, so what it is wrong by may be spent beyond
/// the budget, by those in work when it shows.
///
/// What the [journal](crate::pipeline::journal) knows takes nothing from it. Behind the end of the budget it is
/// [`NotSent`](crate::Error::NotSent) as the rest is, and a later run gives it. An answer that was lost on the
/// way (a timeout, a connection that broke) is not counted, since nobody tells what it cost.
///
/// It holds for one [`start`](super::Run::start): a run that is resumed with the same budget may spend all of it
/// again, and the sample of a [dry run](super::Run::dry_run) is paid from a budget of its own.
#[derive(Clone, Debug)]
pub struct Budget(Limit);

#[derive(Clone, Debug)]
enum Limit {
    Money(Money, Prices),
    Tokens(u64),
}

impl Budget {
    /// So many tokens, of requests and answers together.
    pub fn tokens(tokens: u64) -> Self {
        Self(Limit::Tokens(tokens))
    }

    /// So much money, by these prices. A call whose price is not known ends the run: it could cost
    /// anything.
    pub fn money(money: Money, prices: Prices) -> Self {
        Self(Limit::Money(money, prices))
    }

    /// What a finished document used up of the limit, in its own unit; `None` if that is not known.
    fn used<T>(&self, result: &Result<Extraction<T>, Error>) -> Option<u128> {
        let bill = Bill::of(result);
        match &self.0 {
            Limit::Tokens(_) => Some(bill.usage.total().into()),
            Limit::Money(_, prices) => bill.cost(prices).map(Money::picodollars),
        }
    }

    /// What a request is expected to use up.
    fn expected(&self, model: &str, input: u64, output: u64) -> Option<u128> {
        match &self.0 {
            Limit::Tokens(_) => Some(input.saturating_add(output).into()),
            Limit::Money(_, prices) => {
                let mut usage = Usage::new(input, output);
                usage.cached = Some(0);
                usage.cache_write = Some(0);
                prices.cost(model, Tier::Standard, &usage).map(Money::picodollars)
            }
        }
    }

    fn limit(&self) -> u128 {
        match &self.0 {
            Limit::Money(money, _) => money.picodollars(),
            Limit::Tokens(tokens) => u128::from(*tokens),
        }
    }

    fn unit(&self) -> String {
        match &self.0 {
            Limit::Money(money, _) => money.to_string(),
            Limit::Tokens(tokens) => format!("{tokens} tokens"),
        }
    }
}

/// An answer came, and no word of its tokens.
fn is_untold<T>(result: &Result<Extraction<T>, Error>) -> bool {
    match result {
        Ok(found) => !found.from_cache && !found.usage.is_reported(),
        Err(Error::Filtered(filtering)) if filtering.is_prompt() => false,
        Err(
            error @ (Error::Cancelled(_)
            | Error::Empty(_)
            | Error::Filtered(_)
            | Error::Invalid(_)
            | Error::Refused(_)
            | Error::Truncated(_)),
        ) => !error.usage().is_reported(),
        Err(_) => false,
    }
}

/// The account of a run with a budget.
#[derive(Debug)]
pub(super) struct Account {
    budget: Budget,
    model: String,
    spent: u128,
    /// Expected of those of which nobody tells what they cost: no part of the mean.
    assumed: u128,
    /// Documents that were paid for.
    paid: u128,
    /// Expected of those in work.
    reserved: u128,
    /// Something cost nobody knows what.
    unknown: bool,
}

/// Whether a document may be begun.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Yes, with so much put aside for it.
    Begin(u128),
    /// Perhaps when one of those in work has cost less than expected.
    Wait,
    /// No, and no later one either.
    Over(String),
}

impl Account {
    pub(super) fn new(budget: Budget, model: &str) -> Self {
        let model = model.to_owned();
        Self { budget, model, spent: 0, assumed: 0, paid: 0, reserved: 0, unknown: false }
    }

    /// `input` and `output` are the tokens that the document is expected to use.
    pub(super) fn may_begin(&mut self, input: u64, output: u64, in_work: usize) -> Verdict {
        let limit = self.budget.limit();
        let Some(expected) = self.budget.expected(&self.model, input, output) else {
            return Verdict::Over(format!(
                "the price of `{}` is not known, so the budget of {} could not be kept",
                self.model,
                self.budget.unit()
            ));
        };
        if self.unknown {
            return Verdict::Over(
                "what a call has cost is not known, so the budget could not be kept".into(),
            );
        }
        let mean = self.spent.checked_div(self.paid).unwrap_or(0);
        let expected = expected.max(mean);
        if self.spent + self.assumed + self.reserved + expected <= limit {
            self.reserved += expected;
            return Verdict::Begin(expected);
        }
        if in_work > 0 {
            return Verdict::Wait;
        }
        Verdict::Over(format!("the budget of {} is spent", self.budget.unit()))
    }

    pub(super) fn settle<T>(&mut self, put_aside: u128, result: &Result<Extraction<T>, Error>) {
        let used = self.budget.used(result);
        if used == Some(0) && is_untold(result) {
            return self.assume(put_aside);
        }
        self.reserved = self.reserved.saturating_sub(put_aside);
        match used {
            Some(0) => {}
            Some(used) => {
                self.spent += used;
                self.paid += 1;
            }
            None => self.unknown = true,
        }
    }

    /// Of a document of which nobody tells what it cost: as much as was expected.
    pub(super) fn assume(&mut self, put_aside: u128) {
        self.reserved = self.reserved.saturating_sub(put_aside);
        self.assumed = self.assumed.saturating_add(put_aside);
    }

    /// Of a document that cost nothing now, or whose cost nobody will ever tell.
    pub(super) fn give_back(&mut self, put_aside: u128) {
        self.reserved = self.reserved.saturating_sub(put_aside);
    }
}

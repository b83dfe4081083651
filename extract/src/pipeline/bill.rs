use crate::{Attempt, Error, Extraction, Money, Prices, Tier, Usage, error::Evidence, wire::Reply};

/// What was paid for an outcome.
pub(super) struct Bill<'a> {
    pub(super) usage: Usage,
    pub(super) attempts: &'a [Attempt],
    /// In the server's word.
    tier: Option<&'a str>,
}

impl<'a> Bill<'a> {
    pub(super) fn of<T>(result: &'a Result<Extraction<T>, Error>) -> Self {
        match result {
            Ok(found) => Self {
                usage: found.usage,
                attempts: &found.attempts,
                tier: found.service_tier.as_deref(),
            },
            Err(error) => Self {
                usage: error.usage(),
                attempts: error.attempts(),
                tier: error.evidence().and_then(|known| known.service_tier.as_deref()),
            },
        }
    }

    /// Of an answer that is known from before.
    pub(super) fn known(reply: &'a Reply, evidence: &'a Evidence) -> Self {
        Self {
            usage: evidence.usage,
            attempts: &evidence.attempts,
            tier: reply.service_tier.as_deref(),
        }
    }

    /// In money; `None` if the price of a call is not known.
    pub(super) fn cost(&self, prices: &Prices) -> Option<Money> {
        // Many servers have no tiers, and name none.
        let tier = self.tier.map_or(Some(Tier::Standard), Tier::named);
        match tier {
            Some(tier) => prices.bill(self.attempts, tier),
            // A hit of a cache has a tier, and costs nothing.
            None if self.attempts.iter().any(|attempt| attempt.usage.is_reported()) => None,
            None => Some(Money::ZERO),
        }
    }

    /// The models that answered, with a tier that is not the usual one.
    pub(super) fn models(&self) -> impl Iterator<Item = String> {
        let told = self.attempts.iter().filter(|attempt| attempt.usage.is_reported());
        told.map(|attempt| {
            let model = attempt.model.as_deref().unwrap_or("a model without a name");
            match self.tier {
                Some(tier) if Tier::named(tier) != Some(Tier::Standard) => {
                    format!("{model} ({tier})")
                }
                _ => model.to_owned(),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hit_of_a_cache_costs_nothing_whatever_its_tier() {
        let mut found = Extraction::new(());
        (found.usage, found.from_cache) = (Usage::new(0, 0), true);
        found.service_tier = Some("scale".to_owned());
        assert_eq!(Bill::of(&Ok(found)).cost(&Prices::builtin()), Some(Money::ZERO));
    }
}

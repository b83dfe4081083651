use serde::{Deserialize, Deserializer, de::Error};
use serde_json::value::RawValue;

use super::{Money, Tier, money::decimal};
use crate::Usage;

/// Decimals of a price, in dollars for a million tokens.
const DECIMALS: usize = 6;

/// What a model costs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    /// The day on which these were the prices.
    pub(super) as_of: String,
    pub(super) source: Option<String>,
    /// Tokens of a request up to which it is not long.
    long_above: Option<u64>,
    standard: Option<Tariff>,
    batch: Option<Tariff>,
    flex: Option<Tariff>,
    priority: Option<Tariff>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tariff {
    input: Price,
    cached: Option<Price>,
    cache_write: Option<Price>,
    output: Price,
    long: Option<Rates>,
}

/// What the tokens of one request cost. Without a price of their own, cached tokens and those that are
/// written to the cache cost what all others of the request do.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rates {
    input: Price,
    cached: Option<Price>,
    cache_write: Option<Price>,
    output: Price,
}

impl Row {
    /// `None` when a count or a price that it takes is not known, or when the counts cannot be.
    pub(super) fn cost(&self, tier: Tier, usage: &Usage) -> Option<Money> {
        let (input, output) = (usage.input?, usage.output?);
        let rates = self.rates(tier, input)?;
        let count = |price: Option<Price>, count: Option<u64>| match price {
            Some(_) => count,
            None => Some(0),
        };
        let cached = count(rates.cached, usage.cached)?;
        let written = count(rates.cache_write, usage.cache_write)?;
        let fresh = input.checked_sub(cached)?.checked_sub(written)?;
        Some(
            rates.input.of(fresh)
                + rates.cached.unwrap_or(rates.input).of(cached)
                + rates.cache_write.unwrap_or(rates.input).of(written)
                + rates.output.of(output),
        )
    }

    fn rates(&self, tier: Tier, input: u64) -> Option<Rates> {
        let tariff = match tier {
            Tier::Batch => self.batch.as_ref(),
            Tier::Flex => self.flex.as_ref(),
            Tier::Priority => self.priority.as_ref(),
            Tier::Standard => self.standard.as_ref(),
        }?;
        if self.long_above.is_some_and(|most| input > most) {
            return tariff.long;
        }
        let Tariff { input, cached, cache_write, output, .. } = *tariff;
        Some(Rates { input, cached, cache_write, output })
    }
}

/// Millionths of a dollar for a million tokens: millionths of a millionth of a dollar for one.
#[derive(Clone, Copy, Debug)]
struct Price(u64);

impl Price {
    fn of(self, tokens: u64) -> Money {
        Money::of_picodollars(u128::from(self.0) * u128::from(tokens))
    }
}

impl<'de> Deserialize<'de> for Price {
    /// By its text, since a float is not what is written.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        let price = decimal(text.get(), DECIMALS).and_then(|price| u64::try_from(price).ok());
        price.map(Self).ok_or_else(|| {
            D::Error::custom(format!(
                "`{}` is no price, it takes dollars for a million tokens like 0.25, with {DECIMALS} decimals at most",
                text.get()
            ))
        })
    }
}

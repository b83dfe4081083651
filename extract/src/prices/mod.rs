//! What tokens cost: prices as data, and exact sums of money.

mod money;
mod row;

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

pub use money::Money;
use row::Row;

use crate::{Attempt, Error, Usage, error::ConfigError};

/// Prices of models, each as it was on a day.
///
/// ```
/// use extract::{Money, Prices, Tier, Usage};
///
/// let prices = Prices::builtin();
/// let mut usage = Usage::new(1_000_000, 10_000);
/// usage.cached = Some(600_000);
///
/// // 400,000 at $0.25, 600,000 at $0.025 and 10,000 at $2.00 a million.
/// let cost = prices.cost("gpt-5-mini-2025-08-07", Tier::Standard, &usage);
/// assert_eq!(cost, Some("0.135".parse()?));
/// assert_eq!(prices.as_of("gpt-5-mini"), Some("2026-09-13"));
///
/// assert_eq!(prices.cost("a-model-of-my-own", Tier::Standard, &usage), None);
/// # Ok::<(), extract::Error>(())
/// ```
///
/// They are the list prices of tokens. What comes on top is not in them: surcharges of regions, tools,
/// images that are made, discounts, taxes. Tokens that are written to the prompt cache are counted with
/// the price of the default lifetime there.
#[derive(Clone, Debug, Default)]
pub struct Prices {
    rows: Arc<BTreeMap<String, Row>>,
}

impl Prices {
    /// Prices of OpenAI, as of the day that [`as_of`](Self::as_of) tells for each model. They are as old
    /// as this library; give it newer ones with [`from_json`](Self::from_json).
    pub fn builtin() -> Self {
        static BUILTIN: OnceLock<Prices> = OnceLock::new();
        // A test reads the table, so that it can be read.
        BUILTIN
            .get_or_init(|| Self::from_json(include_str!("table.json")).unwrap_or_default())
            .clone()
    }

    /// Prices of your own: models with their price for each [`Tier`], in dollars for a million tokens.
    ///
    /// ```
    /// use extract::{Prices, Tier, Usage};
    ///
    /// let own = Prices::from_json(r#"{
    ///     "ft:gpt-4.1-mini-2025-04-14:acme::1": {
    ///         "as_of": "2026-11-01",
    ///         "source": "the invoice of October",
    ///         "standard": { "input": 0.80, "cached": 0.20, "output": 3.20 },
    ///         "batch": { "input": 0.40, "output": 1.60 }
    ///     }
    /// }"#)?;
    /// let prices = Prices::builtin().with(own);
    /// let cost = prices.cost("ft:gpt-4.1-mini-2025-04-14:acme::1", Tier::Batch, &Usage::new(1_000, 500));
    /// assert_eq!(cost.expect("a price").to_string(), "$0.0012");
    /// # Ok::<(), extract::Error>(())
    /// ```
    ///
    /// Numbers are read exactly, with at most six decimals. Tokens without a price of their own (`cached`,
    /// `cache_write`) cost what the other tokens of the request do. Where long requests cost more,
    /// `long_above` is the largest that is not long, and each tier has its prices of long ones under
    /// `long`.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for a text that is no such table; it names the place.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let rows = serde_json::from_str(text)
            .map_err(|why| ConfigError::new(format!("the prices cannot be read: {why}")))?;
        Ok(Self { rows: Arc::new(rows) })
    }

    /// These prices, and the others for the models that they have.
    #[must_use]
    pub fn with(mut self, others: Self) -> Self {
        let others = others.rows.iter().map(|(model, row)| (model.clone(), row.clone()));
        Arc::make_mut(&mut self.rows).extend(others);
        self
    }

    /// What one request cost; `None` when that is not known.
    ///
    /// Not known is the price of a model or tier that is not listed, and of counts that the server did not
    /// tell: what is absent is not zero. Of cached tokens, and of those written to the cache, the count is
    /// needed where they have a price of their own. Reasoning is a part of the output and has none.
    ///
    /// Ask for each request by itself and add up, as [`bill`](Self::bill) does: the prices of long requests
    /// begin at a size of one.
    ///
    /// A name that is not listed and ends with a day, as snapshots do (`gpt-5-mini-2025-08-07`), has the
    /// price of the name without it. Fine-tuned models (`ft:…`) have prices of their own, so they have
    /// none unless their full name is listed.
    pub fn cost(&self, model: &str, tier: Tier, usage: &Usage) -> Option<Money> {
        self.row(model)?.cost(tier, usage)
    }

    /// What a call cost: the tries of a value or of an error, added up.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use extract::{Usage, testing::{Outcome, Server}};
    /// # let server = Server::start().await?;
    /// # let mut usage = Usage::new(4_000, 500);
    /// # usage.cached = Some(0);
    /// # server.script(Outcome::answer(serde_json::json!({ "value": 3 })).usage(usage));
    /// # let numbers = server.client().extractor::<u8>("gpt-5-mini");
    /// use extract::{Prices, Tier};
    ///
    /// let found = numbers.extract("three").await?;
    /// // Many servers have no tiers, and name none.
    /// let tier = found.service_tier.as_deref().map_or(Some(Tier::Standard), Tier::named);
    /// let bill = Prices::builtin().bill(&found.attempts, tier.expect("a tier with prices"));
    /// assert_eq!(bill.expect("a price").to_string(), "$0.002"); // 4,000 x 0.25 + 500 x 2.00
    /// # Ok(()) }
    /// ```
    ///
    /// Each try costs what the model that it asked costs. Those of which the server told no tokens are left
    /// out: what a lost answer cost, nobody knows. `None` as soon as one of the others has no price.
    pub fn bill(&self, attempts: &[Attempt], tier: Tier) -> Option<Money> {
        let told = attempts.iter().filter(|attempt| attempt.usage.is_reported());
        told.map(|attempt| self.cost(attempt.model.as_deref()?, tier, &attempt.usage)).sum()
    }

    /// The day of a model's prices, as `YYYY-MM-DD`.
    pub fn as_of(&self, model: &str) -> Option<&str> {
        Some(&self.row(model)?.as_of)
    }

    /// Where a model's prices are from.
    pub fn source(&self, model: &str) -> Option<&str> {
        self.row(model)?.source.as_deref()
    }

    /// The names of the models, in order.
    pub fn models(&self) -> impl Iterator<Item = &str> {
        self.rows.keys().map(String::as_str)
    }

    fn row(&self, model: &str) -> Option<&Row> {
        self.rows.get(model).or_else(|| self.rows.get(family(model)?))
    }
}

/// The name of a snapshot without its day.
fn family(model: &str) -> Option<&str> {
    let (family, day) = model.split_at_checked(model.len().checked_sub("-YYYY-MM-DD".len())?)?;
    let is_day = day.bytes().zip(b"-0000-00-00").all(|(byte, form)| match form {
        b'-' => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    (is_day && !family.starts_with("ft:")).then_some(family)
}

/// What a request was served as, which decides its price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Tier {
    /// Through the Batch API.
    Batch,
    /// Cheaper and slower.
    Flex,
    /// Sooner and dearer; some call it fast.
    Priority,
    /// The ordinary price.
    #[default]
    Standard,
}

impl Tier {
    /// The tier of a server's word, as [`Extraction::service_tier`](crate::Extraction::service_tier) has
    /// it; `None` for words that tell no price here, such as `scale` and `ultrafast`.
    ///
    /// ```
    /// use extract::Tier;
    ///
    /// assert_eq!(Tier::named("default"), Some(Tier::Standard));
    /// assert_eq!(Tier::named("scale"), None);
    /// ```
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "batch" => Some(Self::Batch),
            "default" | "standard" => Some(Self::Standard),
            "fast" | "priority" => Some(Self::Priority),
            "flex" => Some(Self::Flex),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract, PartialEq, Eq, PartialOrd, Ord)]
enum Currency {
    #[serde(alias = "USD")]
    Dollar,
    Euro,
}

#[derive(Deserialize, Extract)]
struct Totals {
    by_currency: BTreeMap<Currency, f64>,
}

fn main() {}

use std::num::NonZeroU128;

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    number: NonZeroU128,
}

fn main() {}

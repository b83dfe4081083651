use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[extract(description = "an invoice")]
#[extract(description = "a bill")]
struct Invoice {
    number: String,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(expecting = "an invoice")]
struct Invoice {
    number: String,
}

fn main() {}

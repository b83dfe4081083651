use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Cash {
    cents: u64,
}

#[derive(Deserialize, Extract)]
struct Bill {
    #[serde(flatten)]
    cash: Cash,
}

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Payment {
    Bill(Bill),
    Card { cents: u64, digits: String },
}

fn main() {}

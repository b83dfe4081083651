use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Cash {
    cents: u64,
}

#[derive(Deserialize, Extract)]
struct Card {
    cents: u64,
    digits: String,
}

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Payment {
    Cash(Cash),
    Card(Card),
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Card {
    #[serde(alias = "type")]
    brand: String,
}

#[derive(Deserialize, Extract)]
#[serde(tag = "type")]
enum Payment {
    Card(Card),
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Card {
    #[serde(rename = "kind")]
    brand: String,
    digits: String,
}

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
enum Payment {
    Cash,
    Card(Card),
}

fn main() {}

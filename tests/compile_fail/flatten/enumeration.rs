use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
enum Payment {
    Cash { cents: u64 },
    Card { digits: String },
}

#[derive(Deserialize, Extract)]
struct Order {
    number: String,
    #[serde(flatten)]
    payment: Payment,
}

fn main() {}

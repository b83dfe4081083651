use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
enum Payment {
    #[serde(other)]
    Unknown,
    Card { digits: String },
}

fn main() {}

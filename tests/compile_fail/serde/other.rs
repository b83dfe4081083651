use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
enum Payment {
    Card { digits: String },
    #[serde(other)]
    Unknown,
}

fn main() {}

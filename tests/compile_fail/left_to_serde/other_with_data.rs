use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
enum Payment {
    Cash,
    #[serde(other)]
    Unknown { digits: String },
}

fn main() {}

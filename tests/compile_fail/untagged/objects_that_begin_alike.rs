use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Payment {
    Card { cents: u64, digits: String },
    Cash { cents: u64 },
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(tag = "type")]
struct Invoice {
    number: String,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(flatten)]
struct Invoice {
    number: String,
}

fn main() {}

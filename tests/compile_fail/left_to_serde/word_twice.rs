use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[serde(rename = "a", rename = "b")]
    number: String,
}

fn main() {}

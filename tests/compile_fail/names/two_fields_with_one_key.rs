use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    number: String,
    #[serde(rename = "number")]
    pages: u32,
}

fn main() {}

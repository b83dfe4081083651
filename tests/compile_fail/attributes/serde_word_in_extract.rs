use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[extract(rename = "no")]
    number: String,
}

fn main() {}

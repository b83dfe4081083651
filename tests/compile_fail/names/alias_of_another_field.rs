use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[serde(alias = "no")]
    number: String,
    #[serde(alias = "no")]
    order: String,
}

fn main() {}

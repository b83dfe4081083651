use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[serde(getter = "Invoice::number")]
    number: String,
}

fn main() {}

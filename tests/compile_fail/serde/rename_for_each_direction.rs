use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[serde(rename(serialize = "No", deserialize = "number"))]
    number: String,
}

fn main() {}

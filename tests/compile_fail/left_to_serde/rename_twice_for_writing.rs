use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[serde(rename(serialize = "a"), rename(serialize = "b"))]
    number: String,
}

fn main() {}

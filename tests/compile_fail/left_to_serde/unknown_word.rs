use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[serde(renam = "no")]
    number: String,
}

fn main() {}

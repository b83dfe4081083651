use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[extract(colour = "red")]
struct Invoice {
    number: String,
}

fn main() {}

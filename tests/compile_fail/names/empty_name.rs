use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[extract(name = "")]
struct Invoice {
    number: String,
}

fn main() {}

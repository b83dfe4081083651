use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[extract = "Invoice"]
struct Invoice {
    number: String,
}

fn main() {}

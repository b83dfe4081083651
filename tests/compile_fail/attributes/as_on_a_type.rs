use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[extract(as = "String")]
struct Invoice {
    number: String,
}

fn main() {}

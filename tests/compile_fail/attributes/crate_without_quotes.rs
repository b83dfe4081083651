use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[extract(crate = extract)]
struct Invoice {
    number: String,
}

fn main() {}

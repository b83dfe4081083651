use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    number: u128,
    balances: Vec<(String, i128)>,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

type Number = u128;

#[derive(Deserialize, Extract)]
struct Invoice {
    number: Number,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

struct Foreign {
    number: u128,
}

#[derive(Deserialize, Extract)]
#[serde(remote = "Foreign")]
struct Number {
    number: u128,
}

#[derive(Deserialize, Extract)]
struct Call {
    #[serde(with = "Number")]
    #[extract(as = "Number")]
    number: Foreign,
}

fn main() {}

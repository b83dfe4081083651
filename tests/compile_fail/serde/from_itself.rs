use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(from = "Number")]
struct Number {
    value: u8,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(pattern = r"\Aa")]
    value: String,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(exclusive_max = 5)]
    value: String,
}

fn main() {}

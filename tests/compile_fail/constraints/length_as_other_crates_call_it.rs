use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(length = 5)]
    value: String,
}

fn main() {}

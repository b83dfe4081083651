use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(multiple_of = 5)]
    value: String,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[extract(pattern = "^a")]
struct Reading {
    value: String,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(pattern = "^[a-z]$")]
    value: char,
}

fn main() {}

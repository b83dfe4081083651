use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(pattern = "^(a|b$")]
    value: String,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(pattern = r"\bword\b")]
    value: String,
}

fn main() {}

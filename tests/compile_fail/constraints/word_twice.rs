use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(pattern = "a", pattern = "b")]
    value: String,
}

fn main() {}

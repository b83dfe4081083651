use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(pattern = "(?i)^abc$")]
    value: String,
}

fn main() {}

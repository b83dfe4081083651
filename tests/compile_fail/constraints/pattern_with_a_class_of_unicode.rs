use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(pattern = r"^\p{Lu}")]
    value: String,
}

fn main() {}

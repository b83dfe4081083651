use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(pattern = "[z-a]")]
    value: String,
}

fn main() {}

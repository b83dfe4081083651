use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(format = "uuid")]
    value: u64,
}

fn main() {}

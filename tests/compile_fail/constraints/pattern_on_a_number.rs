use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(pattern = "^[0-9]+$")]
    value: u8,
}

fn main() {}

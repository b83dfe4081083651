use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(exclusive_min = 4, exclusive_max = 5)]
    value: u8,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(exclusive_min = -1)]
    value: u8,
}

fn main() {}

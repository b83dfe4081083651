use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(exclusive_max = 0)]
    value: u32,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(exclusive_max = 9, max = 9)]
    value: f64,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(min = 1.5, exclusive_max = 1.5)]
    value: f64,
}

fn main() {}

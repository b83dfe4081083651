use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(min = 1e999)]
    value: f64,
}

fn main() {}

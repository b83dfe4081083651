use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(multiple_of = 1e-3)]
    value: f64,
}

fn main() {}

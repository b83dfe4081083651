use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(multiple_of = -0.5)]
    value: f64,
}

fn main() {}

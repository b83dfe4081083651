use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(max = 0.5, min = 0.75)]
    value: f64,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(min = 0)]
    value: (f64, f64),
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(min = 0.5)]
    value: i32,
}

fn main() {}

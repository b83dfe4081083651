use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(multiple_of = 7, min = 1, max = 6)]
    value: i32,
}

fn main() {}

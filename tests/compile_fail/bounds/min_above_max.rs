use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(min = 10, max = 1)]
    value: u32,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(multiple_of = 0)]
    value: u8,
}

fn main() {}

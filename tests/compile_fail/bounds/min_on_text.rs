use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(min = 3)]
    value: String,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(min_len = 0)]
    value: String,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(min_len = 9, max_len = 2)]
    value: String,
}

fn main() {}

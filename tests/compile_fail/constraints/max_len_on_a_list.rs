use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(max_len = 5)]
    value: Vec<u8>,
}

fn main() {}

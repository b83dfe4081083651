use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(max_items = 0)]
    value: Vec<u8>,
}

fn main() {}

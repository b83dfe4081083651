use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(min_items = 5, max_items = 3)]
    value: Vec<u8>,
}

fn main() {}

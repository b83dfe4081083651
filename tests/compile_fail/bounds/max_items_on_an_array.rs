use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(max_items = 3)]
    value: [u8; 3],
}

fn main() {}

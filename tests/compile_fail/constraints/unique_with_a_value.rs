use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(unique = true)]
    value: Vec<u8>,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(max = 256)]
    value: Option<u8>,
}

fn main() {}

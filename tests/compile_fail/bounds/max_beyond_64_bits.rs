use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(max = 18446744073709551615)]
    value: u64,
}

fn main() {}

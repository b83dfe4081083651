use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(max_len = -1)]
    value: String,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(min = -999999999999999999999999999999999999999999)]
    value: i64,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(min = 1)]
    value: Option<bool>,
}

fn main() {}

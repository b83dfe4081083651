use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(max = 20)]
    value: Vec<String>,
}

fn main() {}

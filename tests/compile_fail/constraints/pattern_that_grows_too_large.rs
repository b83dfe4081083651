use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(pattern = "^([a-z]{1,1000}){1,1000}$")]
    value: String,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(pattern = r"^a\sb$")]
    value: String,
}

fn main() {}

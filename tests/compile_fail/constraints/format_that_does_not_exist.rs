use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(format = "phone")]
    value: String,
}

fn main() {}

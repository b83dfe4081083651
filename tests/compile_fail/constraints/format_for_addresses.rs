use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(format = "uri")]
    value: String,
}

fn main() {}

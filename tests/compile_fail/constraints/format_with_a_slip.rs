use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(format = "date_time")]
    value: String,
}

fn main() {}

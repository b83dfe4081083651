use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(pattern = "^2024")]
    value: jiff::civil::Date,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(format = "date")]
    value: Option<jiff::civil::Date>,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(min_items = 3)]
    value: Option<String>,
}

fn main() {}

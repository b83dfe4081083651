use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Lines(Vec<String>);

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(min_items = 1)]
    value: Lines,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Percent(u8);

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(max = 100)]
    value: Percent,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Colour {
    Red,
    Blue,
}

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(min_len = 2)]
    value: Colour,
}

fn main() {}

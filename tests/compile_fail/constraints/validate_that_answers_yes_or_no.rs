use extract::Extract;
use serde::Deserialize;

fn is_even(value: &u8) -> bool {
    value % 2 == 0
}

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(validate = is_even)]
    value: u8,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(validate = check)]
    value: u8,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(unique)]
    value: std::collections::HashMap<String, u8>,
}

fn main() {}

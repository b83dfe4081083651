use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Answer {
    Pair(u8, u8),
    Numbers(Vec<u8>),
}

fn main() {}

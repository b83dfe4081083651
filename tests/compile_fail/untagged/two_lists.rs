use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Answer {
    Numbers(Vec<u8>),
    Names(Vec<String>),
}

fn main() {}

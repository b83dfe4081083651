use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Answer {
    Nothing,
    Maybe(Option<u8>),
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Size {
    Small,
    Large,
}

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Answer {
    Size(Size),
    Other(String),
}

fn main() {}

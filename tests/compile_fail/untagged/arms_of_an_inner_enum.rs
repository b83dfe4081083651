use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Inner {
    Number(u8),
    Text(String),
}

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Outer {
    Yes(bool),
    Inner(Inner),
    Again(f32),
}

fn main() {}

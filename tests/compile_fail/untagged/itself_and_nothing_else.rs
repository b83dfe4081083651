use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Loop {
    Again(Box<Loop>),
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
struct Answer {
    yes: bool,
}

fn main() {}

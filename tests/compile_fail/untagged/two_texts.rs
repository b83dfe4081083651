use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Answer {
    Short(char),
    Long(String),
}

fn main() {}

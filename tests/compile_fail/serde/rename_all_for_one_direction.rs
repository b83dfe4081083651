use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(rename_all(deserialize = "camelCase"))]
enum Priority {
    VeryHigh,
    VeryLow,
}

fn main() {}

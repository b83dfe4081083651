use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Contact {
    Mail { value: String },
    Phone { value: String },
}

fn main() {}

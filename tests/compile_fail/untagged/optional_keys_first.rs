use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Contact {
    Mail { note: Option<String> },
    Phone { number: String },
}

fn main() {}

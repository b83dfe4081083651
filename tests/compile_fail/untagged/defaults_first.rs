use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Contact {
    Mail {
        #[serde(default)]
        note: String,
    },
    Phone { number: String },
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Contact {
    Mail {
        #[serde(alias = "number")]
        address: String,
    },
    Phone { number: String },
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Address {
    #[serde(rename = "Name")]
    name: String,
}

#[derive(Deserialize, Extract)]
struct Customer {
    #[serde(rename = "Name")]
    full_name: String,
    #[serde(flatten)]
    address: Address,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Address {
    street: String,
}

#[derive(Deserialize, Extract)]
struct Customer {
    #[serde(alias = "street")]
    road: String,
    #[serde(flatten)]
    address: Address,
}

fn main() {}

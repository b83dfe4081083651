use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(deny_unknown_fields)]
struct Address {
    street: String,
}

#[derive(Deserialize, Extract)]
struct Customer {
    name: String,
    #[serde(flatten)]
    address: Address,
}

fn main() {}

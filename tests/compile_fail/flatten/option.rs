use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Address {
    street: String,
}

#[derive(Deserialize, Extract)]
struct Customer {
    name: String,
    #[serde(flatten)]
    address: Box<Option<Address>>,
}

fn main() {}

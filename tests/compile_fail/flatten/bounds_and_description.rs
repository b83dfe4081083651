use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Address {
    street: String,
}

#[derive(Deserialize, Extract)]
struct Customer {
    #[serde(flatten)]
    #[extract(description = "Where to send it.", min = 1, max_items = 2)]
    address: Address,
}

fn main() {}

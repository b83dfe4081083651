use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Address {
    street: String,
}

#[derive(Deserialize, Extract)]
struct Customer(#[serde(flatten)] Address, String);

fn main() {}

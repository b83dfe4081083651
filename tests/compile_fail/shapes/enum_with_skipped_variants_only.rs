use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Payment {
    #[serde(skip)]
    Cash,
    #[serde(skip_deserializing)]
    Card,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Payment {
    Cash(#[serde(skip)] u8, #[serde(skip)] u8),
    Card(String),
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[extract(name = "my invoice")]
struct Invoice {
    number: String,
}

fn main() {}

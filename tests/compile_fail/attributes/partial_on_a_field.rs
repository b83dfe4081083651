use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[extract(partial)]
    number: String,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[extract(crate = "the extract crate")]
struct Invoice {
    number: String,
}

fn main() {}

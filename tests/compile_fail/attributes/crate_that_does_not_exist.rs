use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[extract(crate = "extrakt")]
struct Invoice {
    number: String,
}

fn main() {}

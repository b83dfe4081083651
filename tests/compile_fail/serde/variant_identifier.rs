use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(variant_identifier)]
enum Kind {
    Invoice,
    Receipt,
}

fn main() {}

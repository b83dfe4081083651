use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(rename_all = "Title Case")]
struct Invoice {
    issued_on: String,
}

fn main() {}

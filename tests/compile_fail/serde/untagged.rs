use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Amount {
    Number(f64),
    Text(String),
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(default)]
enum Amount {
    Cents(u64),
}

fn main() {}

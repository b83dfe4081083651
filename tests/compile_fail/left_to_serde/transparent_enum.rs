use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(transparent)]
enum Amount {
    Cents(u64),
}

fn main() {}

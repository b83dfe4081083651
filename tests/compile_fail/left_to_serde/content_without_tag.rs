use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(content = "value")]
enum Amount {
    Cents(u64),
}

fn main() {}

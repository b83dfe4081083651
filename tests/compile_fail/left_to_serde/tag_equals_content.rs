use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(tag = "kind", content = "kind")]
enum Amount {
    Cents(u64),
}

fn main() {}

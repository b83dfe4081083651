use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Amount {
    Whole(i64),
    Broken(f64),
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(rename_all = "lowercase")]
enum Size {
    Xl,
    XL,
}

fn main() {}

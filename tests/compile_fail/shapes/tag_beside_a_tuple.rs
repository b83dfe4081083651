use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
enum Answer {
    Found((f64, f64)),
    Nothing,
}

fn main() {}

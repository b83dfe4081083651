use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
enum Answer {
    Text(String),
    Count(u32),
    Sure(bool),
    Share(f64),
}

fn main() {}

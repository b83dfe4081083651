use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Level {
    High,
    Low,
}

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
enum Answer {
    Found(Level),
    Nothing,
}

fn main() {}

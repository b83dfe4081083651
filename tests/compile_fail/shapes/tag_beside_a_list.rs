use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
enum Answer {
    Found(Vec<String>),
    Nothing,
}

fn main() {}

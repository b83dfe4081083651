use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Answer {
    Structured(Vec<serde_json::Value>),
    Text { text: String },
}

fn main() {}

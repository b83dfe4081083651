use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    rest: serde_json::Map<String, serde_json::Value>,
}

fn main() {}

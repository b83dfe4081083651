use extract::Extract;
use serde::Deserialize;

use std::collections::HashMap;

#[derive(Deserialize, Extract)]
struct Page {
    title: String,
    #[serde(flatten)]
    rest: HashMap<String, serde_json::Value>,
}

fn main() {}

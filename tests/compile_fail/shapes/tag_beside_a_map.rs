use std::collections::HashMap;

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
enum Answer {
    Found(HashMap<String, String>),
    Nothing,
}

fn main() {}

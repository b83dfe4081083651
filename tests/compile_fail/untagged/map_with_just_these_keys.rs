use extract::Extract;
use serde::Deserialize;

use std::collections::HashMap;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Answer {
    Named { name: String },
    Map(HashMap<String, String>),
}

fn main() {}

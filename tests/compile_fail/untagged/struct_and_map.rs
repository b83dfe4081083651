use extract::Extract;
use serde::Deserialize;

use std::collections::HashMap;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Answer {
    Map(HashMap<String, String>),
    Named { name: String },
}

fn main() {}

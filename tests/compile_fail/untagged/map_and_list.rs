use extract::Extract;
use serde::Deserialize;

use std::collections::BTreeMap;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Answer {
    Map(BTreeMap<String, u8>),
    List(Vec<u8>),
}

fn main() {}

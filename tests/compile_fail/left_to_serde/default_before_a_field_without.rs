use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Pair(#[serde(default)] bool, bool);

fn main() {}

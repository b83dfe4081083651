use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Nothing();

fn main() {}

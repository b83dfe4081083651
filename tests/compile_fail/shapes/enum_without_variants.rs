use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Never {}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(from = "u8", try_from = "u8")]
struct Percent(u8);

fn main() {}

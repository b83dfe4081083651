use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(transparent)]
struct Range {
    from: u32,
    to: u32,
}

fn main() {}

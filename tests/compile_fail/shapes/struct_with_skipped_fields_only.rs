use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Cache {
    #[serde(skip)]
    hits: u64,
}

fn main() {}

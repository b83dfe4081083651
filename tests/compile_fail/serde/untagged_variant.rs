use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Amount {
    Exact { cents: u64 },
    #[serde(untagged)]
    Text(String),
}

fn main() {}

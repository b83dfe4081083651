use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Call {
    #[extract(as = "(u64, std::time::Duration)")]
    length: std::time::Duration,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Job {
    took: std::time::Duration,
}

fn main() {}

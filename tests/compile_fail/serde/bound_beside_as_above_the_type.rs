use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Measure {
    #[extract(as = "u8", max = 300)]
    percent: f64,
}

fn main() {}

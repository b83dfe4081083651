use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Line {
    price: Result<f64, String>,
}

fn main() {}

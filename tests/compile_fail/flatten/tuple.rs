use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Place {
    name: String,
    #[serde(flatten)]
    position: (f64, f64),
}

fn main() {}

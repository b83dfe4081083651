use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Position(f64, f64);

#[derive(Deserialize, Extract)]
struct Place {
    #[serde(flatten)]
    name: String,
    #[serde(flatten)]
    position: Position,
}

fn main() {}

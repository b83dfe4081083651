use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Unit {
    Piece,
}

#[derive(Deserialize, Extract)]
struct Line {
    #[serde(skip)]
    unit: Unit,
    text: String,
}

fn main() {}

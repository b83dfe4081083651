use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    text: String,
}

#[derive(Deserialize, Extract)]
struct Invoice {
    lines: Vec<Line>,
}

fn main() {}

use extract::{Extract, Shape};
use serde::Deserialize;

#[derive(Deserialize)]
struct Day(String);

impl Extract for Day {
    const SHAPE: Shape = Shape::string().format("date");
}

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Answer {
    Day(Day),
    Pair(i32, u16),
}

fn main() {}

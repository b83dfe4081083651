use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Point {
    x: u8,
    y: u8,
}

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Answer {
    Point(Point),
    Numbers(Vec<u8>),
}

fn main() {}

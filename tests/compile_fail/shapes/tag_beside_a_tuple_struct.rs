use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Point(f64, f64);

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
enum Answer {
    Found(Point),
    Nothing,
}

fn main() {}

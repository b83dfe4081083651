use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(rename_all = "camelCase")]
struct Point {
    x_1: f64,
    #[serde(rename = "x1")]
    first: f64,
}

fn main() {}

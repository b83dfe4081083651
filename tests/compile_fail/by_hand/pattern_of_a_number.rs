use extract::{Extract, Shape};
use serde::Deserialize;

#[derive(Deserialize)]
struct Email(String);

impl Extract for Email {
    const SHAPE: Shape = Shape::number().pattern("^1");
}

#[derive(Deserialize, Extract)]
struct Guest {
    email: Email,
}

fn main() {}

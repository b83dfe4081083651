use extract::{Extract, Shape};
use serde::Deserialize;

#[derive(Deserialize)]
struct Email(f64);

impl Extract for Email {
    const SHAPE: Shape = Shape::number().min(1.0).max(0.5);
}

#[derive(Deserialize, Extract)]
struct Guest {
    email: Email,
}

fn main() {}

use extract::{Extract, Shape};
use serde::Deserialize;

#[derive(Deserialize)]
struct Email(u8);

impl Extract for Email {
    const SHAPE: Shape = Shape::integer(5, 1);
}

#[derive(Deserialize, Extract)]
struct Guest {
    email: Email,
}

fn main() {}

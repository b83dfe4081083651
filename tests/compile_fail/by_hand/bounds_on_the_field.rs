use extract::{Extract, Shape};
use serde::Deserialize;

#[derive(Deserialize)]
struct Email(u8);

impl Extract for Email {
    const SHAPE: Shape = Shape::integer(1, 5);
}

#[derive(Deserialize, Extract)]
struct Guest {
    #[extract(min = 2)]
    email: Email,
}

fn main() {}

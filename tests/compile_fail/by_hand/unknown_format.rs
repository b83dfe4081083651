use extract::{Extract, Shape};
use serde::Deserialize;

#[derive(Deserialize)]
struct Email(String);

impl Extract for Email {
    const SHAPE: Shape = Shape::string().format("emial");
}

#[derive(Deserialize, Extract)]
struct Guest {
    email: Email,
}

fn main() {}

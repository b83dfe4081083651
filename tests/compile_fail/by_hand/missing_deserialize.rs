use extract::{Extract, Shape};
use serde::Deserialize;

struct Email(String);

impl Extract for Email {
    const SHAPE: Shape = Shape::string();
}

#[derive(Deserialize, Extract)]
struct Guest {
    email: Email,
}

fn main() {}

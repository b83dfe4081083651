use extract::{Extract, Shape};
use serde::Deserialize;

#[derive(Deserialize)]
struct Email(String);

impl Extract for Email {
    const SHAPE: Shape = Shape::string();
}

// Without `partial` there is nothing to show but the whole.
#[derive(Deserialize, Extract)]
struct Guest {
    email: Email,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
struct Guests {
    first: Guest,
    others: Vec<Email>,
}

fn main() {}

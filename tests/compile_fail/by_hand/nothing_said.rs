use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize)]
struct Email(String);

impl Extract for Email {}

#[derive(Deserialize, Extract)]
struct Guest {
    email: Email,
}

fn main() {}

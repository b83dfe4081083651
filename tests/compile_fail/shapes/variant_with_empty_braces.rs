use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Payment {
    Cash {},
    Card { digits: String },
}

fn main() {}

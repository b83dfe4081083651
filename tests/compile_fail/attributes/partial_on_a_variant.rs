use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Payment {
    #[extract(partial)]
    Card { digits: String },
}

fn main() {}

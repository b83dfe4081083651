use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Payment {
    #[extract(crate = "extract")]
    Cash,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reading {
    #[extract(pattern = r"^(a|b)\1$")]
    value: String,
}

fn main() {}

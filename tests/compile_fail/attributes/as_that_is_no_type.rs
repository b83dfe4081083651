use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[extract(as = "a list")]
    number: Box<str>,
}

fn main() {}

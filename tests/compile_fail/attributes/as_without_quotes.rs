use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[extract(as = String)]
    number: Box<str>,
}

fn main() {}

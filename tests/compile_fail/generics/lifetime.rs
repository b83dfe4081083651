use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice<'a> {
    number: &'a str,
}

fn main() {}

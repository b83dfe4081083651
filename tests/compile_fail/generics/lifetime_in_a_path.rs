use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice<'a> {
    number: std::borrow::Cow<'a, str>,
}

fn main() {}

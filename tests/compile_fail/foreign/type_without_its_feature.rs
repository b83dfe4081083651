use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    issued: jiff::civil::Date,
}

fn main() {}

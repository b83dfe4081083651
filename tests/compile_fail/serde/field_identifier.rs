use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(field_identifier)]
enum Key {
    Number,
    Total,
}

fn main() {}

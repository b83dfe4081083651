use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Answer {
    Day(jiff::civil::Date),
    Year(u16),
}

fn main() {}

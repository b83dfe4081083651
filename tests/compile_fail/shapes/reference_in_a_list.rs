use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    lines: Vec<Option<&'static [u8]>>,
}

fn main() {}

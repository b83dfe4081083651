use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Month {
    days: [u8; 33],
}

fn main() {}

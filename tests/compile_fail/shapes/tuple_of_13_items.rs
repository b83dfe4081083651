use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Year {
    months: (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8),
}

fn main() {}

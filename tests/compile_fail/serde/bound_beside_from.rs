use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(from = "u8")]
struct Percent {
    #[extract(max = 100)]
    value: u8,
}

impl From<u8> for Percent {
    fn from(value: u8) -> Self {
        Self { value }
    }
}

fn main() {}

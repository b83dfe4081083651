use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(try_from = "u8")]
struct Percent {
    value: u8,
}

impl TryFrom<u8> for Percent {
    type Error = String;

    fn try_from(value: u8) -> Result<Self, String> {
        if value <= 100 { Ok(Self { value }) } else { Err(format!("{value} is above 100")) }
    }
}

fn main() {}

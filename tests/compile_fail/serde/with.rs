use extract::Extract;
use serde::Deserialize;

mod yes_or_no {
    use serde::{Deserialize, Deserializer};

    pub fn deserialize<'de, D: Deserializer<'de>>(reader: D) -> Result<bool, D::Error> {
        String::deserialize(reader).map(|text| text == "yes")
    }
}

#[derive(Deserialize, Extract)]
struct Invoice {
    #[serde(with = "yes_or_no")]
    paid: bool,
}

fn main() {}

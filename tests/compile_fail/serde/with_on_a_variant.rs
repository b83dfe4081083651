use extract::Extract;
use serde::Deserialize;

mod trimmed {
    use serde::{Deserialize, Deserializer};

    pub fn deserialize<'de, D: Deserializer<'de>>(reader: D) -> Result<String, D::Error> {
        String::deserialize(reader).map(|text| text.trim().to_owned())
    }
}

#[derive(Deserialize, Extract)]
enum Amount {
    #[serde(with = "trimmed")]
    Text(String),
    Cents(u64),
}

fn main() {}

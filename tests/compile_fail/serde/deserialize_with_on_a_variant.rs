use extract::Extract;
use serde::Deserialize;

fn trimmed<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<String, D::Error> {
    String::deserialize(reader).map(|text| text.trim().to_owned())
}

#[derive(Deserialize, Extract)]
enum Amount {
    #[serde(deserialize_with = "trimmed")]
    Text(String),
    Cents(u64),
}

fn main() {}

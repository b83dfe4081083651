use extract::Extract;
use serde::{Deserialize, Serialize};

fn shout<S: serde::Serializer>(text: &str, writer: S) -> Result<S::Ok, S::Error> {
    writer.serialize_str(&text.to_uppercase())
}

#[derive(Deserialize, Extract, Serialize)]
struct Invoice {
    #[serde(serialize_with = "shout")]
    number: String,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(from = "String")]
struct Number(String);

impl From<String> for Number {
    fn from(text: String) -> Self {
        Self(text)
    }
}

fn main() {}

use extract::Extract;
use serde::{Deserialize, Serialize};

#[derive(Clone, Deserialize, Extract, Serialize)]
#[serde(into = "String")]
struct Number {
    text: String,
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.text
    }
}

fn main() {}

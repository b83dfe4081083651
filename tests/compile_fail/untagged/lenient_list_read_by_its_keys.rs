use extract::{Extract, Lenient};
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Texts {
    texts: Vec<String>,
}

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Answer {
    Texts {
        #[serde(flatten)]
        inner: Texts,
    },
    Numbers(Lenient<Vec<u8>>),
}

fn main() {}

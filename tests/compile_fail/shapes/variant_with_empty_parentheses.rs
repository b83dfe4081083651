use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(tag = "kind", content = "value")]
enum Payment {
    Cash(),
    Card(String),
}

fn main() {}

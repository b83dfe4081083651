use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Part {
    name: String,
    #[serde(flatten)]
    inner: Box<Part>,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Page {
    text: String,
}

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
enum Answer {
    Found(Option<Page>),
    Nothing,
}

fn main() {}

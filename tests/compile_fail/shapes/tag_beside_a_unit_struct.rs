use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Page;

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
enum Answer {
    Found(Page),
    Nothing,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged, tag = "kind")]
enum Answer {
    Yes,
}

fn main() {}

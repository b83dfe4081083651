use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Address {
    kind: String,
}

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
enum Event {
    Moved {
        #[serde(flatten)]
        to: Address,
        paid: bool,
    },
}

fn main() {}

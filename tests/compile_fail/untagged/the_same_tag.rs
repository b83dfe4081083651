use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
enum Event {
    Came,
    #[serde(alias = "Left")]
    Went,
}

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
enum Move {
    Left,
    Right,
}

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Answer {
    Event(Event),
    Move(Move),
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Hen {
    Egg(Box<Egg>),
    None,
}

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Egg {
    Hen(Box<Hen>),
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Hen {
    #[serde(flatten)]
    egg: Box<Egg>,
}

#[derive(Deserialize, Extract)]
struct Egg {
    #[serde(flatten)]
    hen: Box<Hen>,
}

fn main() {}

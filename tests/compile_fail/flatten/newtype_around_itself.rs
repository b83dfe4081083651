use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Doll(Box<Doll>);

#[derive(Deserialize, Extract)]
struct Shelf {
    height: u16,
    #[serde(flatten)]
    doll: Doll,
}

fn main() {}

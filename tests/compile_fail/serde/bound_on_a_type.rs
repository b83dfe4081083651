use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(bound = "T: Deserialize<'de>")]
struct Page<T> {
    items: Vec<T>,
}

fn main() {}

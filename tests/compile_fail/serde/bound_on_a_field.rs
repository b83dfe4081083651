use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Page<T> {
    #[serde(bound = "T: Deserialize<'de>")]
    items: Vec<T>,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[extract(min = 1, max = 9, min = 2)]
    pages: u32,
}

fn main() {}

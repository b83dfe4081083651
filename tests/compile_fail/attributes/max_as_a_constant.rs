use extract::Extract;
use serde::Deserialize;

const MOST: u32 = 20;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[extract(max = MOST)]
    pages: u32,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[extract(max = 10 + 10)]
    pages: u32,
}

fn main() {}

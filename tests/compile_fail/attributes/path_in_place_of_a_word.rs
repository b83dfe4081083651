use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[extract(std::min = 3)]
    pages: u32,
}

fn main() {}

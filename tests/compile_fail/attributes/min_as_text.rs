use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[extract(min = "1")]
    pages: u32,
}

fn main() {}

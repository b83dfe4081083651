use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[extract(max_items = 2.5)]
    lines: Vec<String>,
}

fn main() {}

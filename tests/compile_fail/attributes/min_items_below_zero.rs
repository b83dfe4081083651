use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[extract(min_items = -1)]
    lines: Vec<String>,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[extract(minimum = 0)]
    total: i64,
    #[extract(maxItems = 20)]
    lines: Vec<String>,
}

fn main() {}

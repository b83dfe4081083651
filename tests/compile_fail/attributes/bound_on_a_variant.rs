use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Amount {
    #[extract(max_items = 5)]
    Several(Vec<u32>),
}

fn main() {}

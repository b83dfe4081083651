use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[extract(nam = "Bill")]
struct Invoice {
    #[extract(min = "1")]
    pages: u32,
    total: u128,
    #[serde(flatten)]
    rest: Option<String>,
}

fn main() {}

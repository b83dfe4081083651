use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[extract(min = 0)]
struct Cents(u64);

fn main() {}

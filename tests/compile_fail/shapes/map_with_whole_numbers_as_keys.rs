use std::collections::HashMap;

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    lines: HashMap<u32, String>,
}

fn main() {}

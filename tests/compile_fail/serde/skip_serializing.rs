use extract::Extract;
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Extract, Serialize)]
struct Invoice {
    number: String,
    #[serde(skip_serializing)]
    note: String,
}

fn main() {}

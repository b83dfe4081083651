use extract::Extract;
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Extract, Serialize)]
struct Invoice {
    number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

fn main() {}

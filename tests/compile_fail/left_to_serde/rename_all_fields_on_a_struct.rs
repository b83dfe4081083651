use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(rename_all_fields = "camelCase")]
struct Invoice {
    number: String,
}

fn main() {}

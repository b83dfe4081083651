use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(rename_all_fields = "camelCase")]
enum Payment {
    Card { last_digits: String },
}

fn main() {}

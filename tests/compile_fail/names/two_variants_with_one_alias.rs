use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Currency {
    #[serde(alias = "$")]
    Dollar,
    #[serde(rename = "$")]
    Peso,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[extract(name = "Prüfung")]
struct Examination {
    result: String,
}

fn main() {}

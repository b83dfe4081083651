use extract::Extract;
use serde::Deserialize;

type Rest = std::collections::BTreeMap<String, u8>;

#[derive(Deserialize, Extract)]
struct Page {
    title: String,
    #[serde(flatten)]
    rest: Rest,
}

fn main() {}

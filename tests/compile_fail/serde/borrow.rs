use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    #[serde(borrow)]
    number: std::borrow::Cow<'static, str>,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Invoice {
    seller: std::borrow::Cow<'static, str>,
}

fn main() {}

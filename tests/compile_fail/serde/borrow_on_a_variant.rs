use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Amount {
    #[serde(borrow)]
    Text(std::borrow::Cow<'static, str>),
    Cents(u64),
}

fn main() {}

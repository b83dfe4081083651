use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Bill<T> {
    Open,
    Paid {
        year: u16,
        #[serde(flatten)]
        inner: T,
    },
}

#[derive(Deserialize, Extract)]
struct Receipt {
    bill: Bill<Year>,
}

#[derive(Deserialize, Extract)]
struct Year {
    year: u16,
}

fn main() {}

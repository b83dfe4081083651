use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Dated<T> {
    year: u16,
    #[serde(flatten)]
    inner: T,
}

#[derive(Deserialize, Extract)]
struct Bill {
    total: Dated<Option<Year>>,
}

#[derive(Deserialize, Extract)]
struct Receipt {
    total: Dated<Year>,
}

#[derive(Deserialize, Extract)]
struct Year {
    year: u16,
}

fn main() {}

use extract::{Extract, Partial};
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[extract(partial)]
struct Invoice {
    total: u128,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
struct Invoices {
    all: Vec<Invoice>,
}

fn main() {
    let _: Option<Partial<Invoices>> = None;
}

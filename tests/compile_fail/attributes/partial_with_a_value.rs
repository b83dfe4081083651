use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[extract(partial = "InvoicePartial")]
struct Invoice {
    number: String,
}

fn main() {}

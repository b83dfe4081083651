use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[extract(name = "Invoice_Invoice_Invoice_Invoice_Invoice_Invoice_Invoice_Invoice_s")]
struct Invoice {
    number: String,
}

fn main() {}

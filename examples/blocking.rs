//! The quickstart as a script without async: what differs stands in `main`.
//!
//! ```console
//! cargo run --example blocking
//! ```

use extract::Extract;
use jiff::civil::Date;
use serde::Deserialize;

/// An invoice as printed.
#[derive(Debug, Deserialize, Extract)]
struct Invoice {
    /// The invoice number, as printed.
    number: String,
    issued: Date,
    /// The last day on which the full amount can be paid.
    due: Option<Date>,
    /// The number of the buyer's purchase order, when the invoice names one.
    purchase_order: Option<String>,
    #[extract(min_items = 1, max_items = 200)]
    lines: Vec<Line>,
    /// What is to be paid, taxes included, in cents.
    #[extract(min = 0)]
    total_cents: u64,
    /// The currency in which it is to be paid.
    currency: Currency,
    /// The account to pay to, without spaces.
    iban: Option<String>,
}

/// One position of an invoice.
#[derive(Debug, Deserialize, Extract)]
struct Line {
    description: String,
    quantity: f64,
    unit: String,
    /// In cents; a credit is negative.
    amount_cents: i64,
}

#[derive(Debug, Deserialize, Extract)]
#[serde(rename_all = "UPPERCASE")]
enum Currency {
    Eur,
    Chf,
    Usd,
}

fn main() -> examples::Result {
    // With a key in `OPENAI_API_KEY` this asks OpenAI, otherwise a local server with this answer.
    let api = examples::connect_blocking([include_str!("answers/invoice.json")])?;

    let invoices = api
        .client
        .extractor::<Invoice>(&api.model)
        .instructions("Extract the invoice. Numbers are printed the German way: 1.234,50.")
        .blocking();
    let found = invoices.extract(include_str!("data/invoice.txt"))?;

    let invoice = found.value;
    println!("Invoice {} of {}", invoice.number, invoice.issued);
    if let Some(order) = invoice.purchase_order {
        println!("Your purchase order {order}");
    }
    for line in &invoice.lines {
        let amount = line.amount_cents as f64 / 100.0;
        println!("{:>6} {:<4} {:<42} {:>9.2}", line.quantity, line.unit, line.description, amount);
    }
    let currency = match invoice.currency {
        Currency::Eur => "EUR",
        Currency::Chf => "CHF",
        Currency::Usd => "USD",
    };
    println!("To pay: {currency} {:.2}", invoice.total_cents as f64 / 100.0);
    if let (Some(due), Some(iban)) = (invoice.due, invoice.iban) {
        println!("Until {due}, to {iban}");
    }
    println!("\n{} tokens, {} request(s)", found.usage.total(), found.attempts.len());
    Ok(())
}

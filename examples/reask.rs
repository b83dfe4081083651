//! A wrong answer is shown to the model and asked for again, and so is one that was cut off; each
//! only as often as you say.
//!
//! ```console
//! cargo run --example reask
//! ```

use extract::{Error, Extract, Extraction};
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
}

/// Shows what was rejected on the way, then what came in the end, and what all of it cost.
fn show(title: &str, outcome: Result<Extraction<Invoice>, Error>) {
    println!("{title}");
    let (rejected, paid, tries) = match &outcome {
        Ok(found) => (&found.rejected[..], found.usage, found.attempts.len()),
        Err(error) => (error.rejected(), error.usage(), error.attempts().len()),
    };
    for answer in rejected {
        if answer.is_truncated() {
            println!("  cut off after {} bytes", answer.raw.len());
        }
        for violation in &answer.violations {
            println!("  wrong: {violation}");
        }
    }
    match outcome {
        Ok(found) => {
            let Invoice { number, due, total_cents, currency, lines, .. } = found.value;
            let total = total_cents as f64 / 100.0;
            let due = due.map_or("at any time".to_owned(), |due| format!("by {due}"));
            println!("  {number}, {} lines: pay {currency:?} {total:.2} {due}", lines.len());
        }
        Err(error) => println!("  Nothing: {error}"),
    }
    println!("  {} tokens, {tries} request(s)\n", paid.total());
}

#[tokio::main]
async fn main() -> examples::Result {
    let right = include_str!("answers/invoice.json");
    // Any date has this shape, so the schema lets it pass; the calendar does not.
    let wrong = &right.replace("2025-04-10", "2025-04-31");
    let cut = include_str!("answers/invoice_cut.txt");
    let api = examples::connect_scripted(|server| {
        server.answer_text(wrong).answer_text(right);
        server.truncate(cut).answer_text(right);
        server.answer_text(wrong).refuse("I have said what I can read.");
    })
    .await?;

    let invoices = api.client.extractor::<Invoice>(&api.model).instructions("Extract the invoice.");
    let invoice = include_str!("data/invoice.txt");

    // The model sees its answer and every violation, at most twice.
    let patient = invoices.reask(2);
    show("Asked again after a wrong answer:", patient.extract(invoice).await);

    // A small limit is enough for most invoices; the long ones get a larger one, once.
    let thrifty = patient.clone().max_output_tokens(300).on_truncated(4_000);
    show("Asked again after a cut:", thrifty.extract(invoice).await);

    // Only wrong answers are asked for again: a refusal ends the call, and what was paid is counted.
    show("Refused after a wrong answer:", patient.extract(invoice).await);
    Ok(())
}

//! What an operator does without a value: a refusal, an answer that was cut off, a wrong answer.
//!
//! ```console
//! cargo run --example errors
//! ```

use extract::error::TruncationReason;
use extract::{Error, Extract, Extraction};
use jiff::civil::Date;
use serde::Deserialize;

/// An invoice as printed.
#[derive(Debug, Deserialize, Extract)]
struct Invoice {
    /// The invoice number, as printed.
    number: String,
    issued: Date,
    /// What is to be paid, taxes included, in cents.
    #[extract(min = 0, max = 100_000_000)]
    total_cents: u64,
    currency: Currency,
    #[extract(max_items = 200)]
    lines: Vec<Line>,
}

/// One position of an invoice.
#[derive(Debug, Deserialize, Extract)]
struct Line {
    description: String,
    /// In cents; a credit is negative.
    amount_cents: i64,
}

#[derive(Debug, Deserialize, Extract)]
#[serde(rename_all = "UPPERCASE")]
enum Currency {
    Eur,
    Chf,
}

/// Every outcome has a place to go, and what was paid is always counted.
fn file(document: &str, outcome: Result<Extraction<Invoice>, Error>) {
    let paid = match &outcome {
        Ok(found) => found.usage.total(),
        Err(error) => error.usage().total(),
    };
    println!("{document} ({paid} tokens)");
    match outcome {
        Ok(found) => {
            let Invoice { number, issued, lines, .. } = found.value;
            println!("  Book it: {number} of {issued} with {} lines.", lines.len());
        }
        Err(Error::Refused(refusal)) => {
            println!("  Ask a person, the model declined: {}", refusal.refusal());
        }
        Err(Error::Truncated(cut)) => {
            let why = match cut.reason() {
                TruncationReason::TokenLimit => "ask again with a higher limit",
                TruncationReason::ContextWindow => "split the document",
                _ => "somebody must look",
            };
            println!("  The answer was cut off, {why}. These lines are whole:");
            for line in cut.items::<Line>("lines") {
                println!("    {:>9.2}  {}", line.amount_cents as f64 / 100.0, line.description);
            }
        }
        Err(Error::Invalid(wrong)) => {
            println!("  Ask a better model, this answer is no invoice:");
            for violation in wrong.violations() {
                println!("    {violation}");
            }
        }
        Err(error) if error.is_retryable() => {
            println!("  Queue it again after {} attempt(s): {error}", error.attempts().len());
        }
        Err(error) => println!("  Stop, somebody must look: {error}"),
    }
    println!();
}

#[tokio::main]
async fn main() -> examples::Result {
    let api = examples::connect_scripted(|server| {
        server
            .refuse("I can't help with that: this is a mail thread about a stove, not an invoice.");
        server.truncate(include_str!("answers/invoice_cut.txt"));
        server.answer_text(include_str!("answers/invoice_wrong.json"));
    })
    .await?;

    let invoices = api.client.extractor::<Invoice>(&api.model).instructions("Extract the invoice.");
    let mail = include_str!("data/support_thread.eml");
    let invoice = include_str!("data/invoice.txt");

    file("A mail thread", invoices.extract(mail).await);
    let hasty = invoices.clone().max_output_tokens(300);
    file("An invoice, with too few tokens", hasty.extract(invoice).await);
    file("An invoice, read by a weak model", invoices.extract(invoice).await);
    Ok(())
}

//! The same question in every dialect: run it against a server to see which ones it takes.
//!
//! ```console
//! cargo run --example dialects
//! ```

use extract::{Dialect, Error, Extract};
use jiff::civil::Date;
use serde::Deserialize;

#[derive(Debug, Deserialize, Extract)]
struct Invoice {
    /// The invoice number, as printed.
    number: String,
    issued: Date,
    /// What is to be paid, taxes included, in cents.
    #[extract(max = 100_000_000)]
    total_cents: u64,
    /// How many positions there are.
    positions: u8,
}

const ANSWER: &str =
    r#"{"number":"RE-2025-00318","issued":"2025-03-11","total_cents":678343,"positions":8}"#;

#[tokio::main]
async fn main() -> examples::Result {
    let api = examples::connect_scripted(|server| {
        server.answer_text(ANSWER);
        // A model that was told in words only that a date looks as 2024-05-01.
        server.answer_text(ANSWER.replace("2025-03-11", "11.03.2025"));
        server.answer_text(ANSWER);
        // A model that thinks aloud and writes Markdown.
        let thoughts = "<think>Eight lines, one of them a credit.</think>";
        server.answer_text(format!("{thoughts}\nHere is the invoice:\n\n```json\n{ANSWER}\n```\n"));
    })
    .await?;

    let invoices = api
        .client
        .extractor::<Invoice>(&api.model)
        .instructions("Extract the invoice. Numbers are printed the German way: 1.234,50.")
        .max_output_tokens(4_000)
        .lenient(true);

    for dialect in [Dialect::Strict, Dialect::FineTuned, Dialect::Plain, Dialect::JsonMode] {
        println!("{dialect:?}");
        let schema = extract::json_schema_in::<Invoice>(dialect);
        if dialect == Dialect::FineTuned {
            println!("  {schema}");
        }
        let invoices = invoices.clone().dialect(dialect);
        match invoices.extract(include_str!("data/invoice.txt")).await {
            Ok(found) => {
                let Invoice { number, issued, total_cents, positions } = found.value;
                let total = total_cents as f64 / 100.0;
                println!("  {number} of {issued}: {total:.2} for {positions} positions");
                if !found.tolerated.is_empty() {
                    println!("  Passed over: {:?}", found.tolerated);
                }
            }
            Err(Error::Invalid(wrong)) => {
                for violation in wrong.violations() {
                    println!("  {violation}");
                }
            }
            // A status of 400 here says that the server does not take this dialect.
            Err(other) => println!("  {other}"),
        }
    }
    Ok(())
}

//! Writes the page of a run in which everything happens; see `scripts/page`, which opens it in a browser.
//!
//! ```console
//! cargo run --example page -- FOLDER
//! ```
//!
//! Beside `report.html` and `report.json` it writes `expected.json`: the texts that came from outside, which
//! the page has to show as they are.

mod answers;

use std::{env, error::Error, fs, path::Path};

use extract::{
    Client, Extract,
    eval::{Evaluation, How},
    pipeline::{Document, Outcomes, Report, page::Page},
    testing::Server,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use answers::{HOSTILE, answer, gold};

const DOCUMENTS: u64 = 3_000;
/// Documents of an earlier run, which the journal knows.
const EARLIER: u64 = 200;
/// When this many outcomes have come, the rest is dropped.
const UNTIL: u64 = 2_850;

/// An invoice as printed.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, Extract)]
struct Invoice {
    number: String,
    issued: Option<String>,
    /// Purchase order, when the invoice names one.
    po: Option<String>,
    customer: Customer,
    lines: Vec<Line>,
    #[extract(min = 0)]
    total_cents: i64,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, Extract)]
struct Customer {
    name: String,
    vat_id: Option<String>,
    emails: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, Extract)]
struct Line {
    text: String,
    quantity: u32,
    po: Option<String>,
    discount_percent: Option<f64>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("name the folder to write to")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let journal = folder.join("invoices.journal");
    let server = Server::start().await?;
    server.respond(answer());
    let client =
        Client::builder().base_url(server.url()).api_key("sk-test").max_in_flight(48).build()?;
    let invoices = client.extractor::<Invoice>("gpt-5-mini").instructions("Extract the invoice.");

    let mut outcomes = invoices.run(documents(0..EARLIER)).journal(&journal).start().await?;
    while outcomes.next().await.is_some() {}
    drop(outcomes);
    flip(&journal)?;

    let mut page = Page::<Invoice>::new("Invoices of May 2026").evidence(8);
    let mut evaluation = Evaluation::default()
        .field("number", How::Text)
        .field("po", How::Exact)
        .field("lines[].quantity", How::Number { tolerance: 0.0 })
        .field("total_cents", How::Exact);
    let run = invoices.run(documents(0..DOCUMENTS)).journal(&journal).concurrency(64);
    let report = gather(run.start().await?, &mut page, &mut evaluation).await?;
    page.scores(&evaluation.scores());

    page.finish(&report).write(folder.join("report.html"))?;
    fs::write(folder.join("expected.json"), serde_json::to_vec(&json!({ "hostile": HOSTILE }))?)?;
    println!("{report:#?}");
    Ok(())
}

fn documents(numbers: std::ops::Range<u64>) -> Vec<Document<u64>> {
    let document = |number| {
        // Some names are as bad as what stands in the documents.
        let id = match number % 100 {
            31 => format!("{number:04} {HOSTILE}"),
            _ => format!("2026-05/invoice-{number:04}.pdf"),
        };
        // One name stands there twice.
        let id = if number == 1_234 { "2026-05/invoice-0001.pdf".to_owned() } else { id };
        Document::new(id, format!("document {number}\n{HOSTILE}")).with(number)
    };
    numbers.map(document).collect()
}

async fn gather(
    mut outcomes: Outcomes<Invoice, u64>,
    page: &mut Page<Invoice>,
    evaluation: &mut Evaluation,
) -> Result<Report, Box<dyn Error>> {
    let mut count = 0;
    while let Some(outcome) = outcomes.next().await {
        page.add(&outcome);
        let found = outcome.result.as_ref().ok().map(|found| &found.value);
        evaluation.add(&outcome.id, &gold(outcome.meta), found)?;
        count += 1;
        if count == UNTIL {
            outcomes.stopper().drop_all();
        }
    }
    Ok(outcomes.report())
}

/// Damages a line of the journal.
fn flip(journal: &Path) -> std::io::Result<()> {
    let mut bytes = fs::read(journal)?;
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes[middle..].iter_mut().find(|byte| byte.is_ascii_digit()) {
        *byte ^= 1;
    }
    fs::write(journal, bytes)
}

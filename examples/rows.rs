//! The rows of a list, each as soon as it is finished. A bad one does not lose the others.
//!
//! ```console
//! cargo run --example rows
//! ```

use std::io::{IsTerminal, stdout};
use std::time::Duration;

use extract::Extract;
use extract::testing::Outcome;
use serde::Deserialize;

/// One line of a lab report.
#[derive(Debug, Deserialize, Extract)]
struct Finding {
    test: String,
    /// As printed: not every result is a number.
    result: String,
    unit: Option<String>,
    flag: Option<Flag>,
}

#[derive(Debug, Deserialize, Extract)]
#[serde(rename_all = "snake_case")]
enum Flag {
    Abnormal,
    CriticalHigh,
    CriticalLow,
    High,
    Low,
}

#[tokio::main]
async fn main() -> examples::Result {
    // What a server may answer that does not hold the model to the schema: one flag is none.
    let api = examples::connect_scripted(|server| {
        let answer = Outcome::answer_text(include_str!("answers/lab_rows.json").trim());
        let pause = Duration::from_millis(if stdout().is_terminal() { 20 } else { 0 });
        server.script(answer.tokens(4..=8).between(pause));
    })
    .await?;

    let findings = api
        .client
        .extractor::<Vec<Finding>>(&api.model)
        .instructions("Extract the most important results of the report.");
    let mut rows = findings.items(include_str!("data/lab_report.txt")).await?;
    let (mut good, mut bad) = (0, 0);
    while let Some(row) = rows.next().await {
        match row {
            Ok(Finding { test, result, unit, flag }) => {
                good += 1;
                let unit = unit.unwrap_or_default();
                let flag = flag.map(|flag| format!("  <- {flag:?}")).unwrap_or_default();
                let line = format!("{test:<20} {result:>8} {unit:<8}{flag}");
                println!("{}", line.trim_end());
            }
            Err(error) => {
                bad += 1;
                println!("! {error}");
            }
        }
    }
    println!("\n{good} rows, {bad} bad");
    Ok(())
}

//! Asks a server for small types of the tables, and judges what comes of each.
//!
//! ```console
//! OPENAI_BASE_URL=http://127.0.0.1:8080/v1 OPENAI_MODEL=the-model cargo run --example compatible_types
//! ```
//!
//! Each type is asked for in three ways: on Chat, on Responses, and on Chat through a tool; the words
//! `chat`, `responses` and `tool` choose among them. Documented are a value, and an error that says
//! what the server or the model did: `Api` in the server's own words, `Empty`, `Filtered`, `Invalid`,
//! `Refused`, `Truncated`. A validator of JSON Schema that is not ours judges values and violations
//! anew. Anything else is marked with `!!` and makes the exit code 1.

mod types;

use std::{env, error, process::ExitCode, time::Duration};

use extract::{
    Client, Endpoint, Error, Extract, Provider,
    error::{ApiError, InvalidAnswer},
    json_schema,
};

use types::*;

/// Enough for each type, a byte a token; a small model often finds no end of its own. Less in
/// `MAX_OUTPUT_TOKENS` is for slow machines.
const TOKENS: u32 = 400;

/// The ways to ask.
const WAYS: [(&str, Way); 3] = [
    ("Chat", Way { endpoint: Endpoint::Chat, through_tool: false }),
    ("Responses", Way { endpoint: Endpoint::Responses, through_tool: false }),
    ("tool", Way { endpoint: Endpoint::Chat, through_tool: true }),
];

#[derive(Clone, Copy)]
struct Way {
    endpoint: Endpoint,
    through_tool: bool,
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn error::Error>> {
    let words: Vec<String> = env::args().skip(1).collect();
    let mut report = Report {
        client: Client::builder()
            .provider(Provider::compatible("a compatible server", "http://127.0.0.1:8080/v1"))
            .base_url(env::var("OPENAI_BASE_URL")?)
            .timeout(Duration::from_secs(300))
            .max_retries(0)
            .build()?,
        model: env::var("OPENAI_MODEL")?,
        tokens: match env::var("MAX_OUTPUT_TOKENS") {
            Ok(tokens) => tokens.parse()?,
            Err(_) => TOKENS,
        },
        ways: WAYS
            .into_iter()
            .filter(|(name, _)| words.is_empty() || words.contains(&name.to_lowercase()))
            .collect(),
        values: 0,
        errors: 0,
        wrong: 0,
    };

    let names: Vec<&str> = report.ways.iter().map(|(name, _)| *name).collect();
    println!("| type | {} |\n|---|{}", names.join(" | "), "---|".repeat(names.len()));
    report.ask::<Guest>("two plain fields, renamed", "Lovelace, Ada, eats meat.").await;
    report.ask::<Vec<Mood>>("list as a root", "Good, then bad.").await;
    report.ask::<Measure>("numbers with bounds", "Port 80, May, no. 77, 21.5 degrees.").await;
    report.ask::<Prices>("map", "Tea 250 cents, cake 400 cents.").await;
    report.ask::<Weather>("unit enums, an option", "It is bad now.").await;
    report.ask::<Payment>("enum, tagged externally", "Paid by card, 4242.").await;
    report.ask::<Drawing>("enums, adjacent and internal", "A square of 4; Ada joined.").await;
    report.ask::<Meeting>("date, time, timestamp", "On 2024-05-01 at 10:30.").await;
    report.ask::<Point>("tuple, `char`", "A at 3, 4.").await;
    report.ask::<Route>("one type used twice", "From Rome, floor 1, to Bonn, floor 2.").await;
    report.ask::<Part>("type that contains itself", "Part 1 has part 2.").await;
    report.ask::<Table>("list and array with lengths", "Ada eats meat. 1, 2, 3, 4.").await;
    report.ask::<Label>("pattern, `multiple_of`", "AB-123, 15 percent.").await;
    report.ask::<Invoice>("flattened struct", "Rent, Bonn, floor 2, paid.").await;

    let Report { values, errors, wrong, .. } = report;
    println!("\n{values} values, {errors} documented errors, {wrong} others");
    Ok(ExitCode::from(u8::from(wrong > 0)))
}

struct Report {
    client: Client,
    model: String,
    tokens: u32,
    ways: Vec<(&'static str, Way)>,
    values: usize,
    errors: usize,
    wrong: usize,
}

/// What came of one question, in words.
enum Outcome {
    Value,
    Documented(String),
    Wrong(String),
}

impl Report {
    /// Prints the line of this type.
    async fn ask<T: Extract>(&mut self, what: &str, input: &str) {
        let mut cells = Vec::new();
        for (_, way) in self.ways.clone() {
            let mut extractor = self
                .client
                .extractor::<T>(&self.model)
                .endpoint(way.endpoint)
                .instructions("Extract what the text says, as JSON.")
                .max_output_tokens(self.tokens)
                .temperature(1.0)
                .extra("seed", 7);
            if way.through_tool {
                extractor = extractor.through_tool();
            }
            let outcome = match extractor.extract(input).await {
                Ok(found) => judge_value::<T>(&found.raw),
                Err(error) => judge_error::<T>(&error),
            };
            cells.push(match outcome {
                Outcome::Value => {
                    self.values += 1;
                    "value".to_owned()
                }
                Outcome::Documented(words) => {
                    self.errors += 1;
                    words
                }
                Outcome::Wrong(words) => {
                    self.wrong += 1;
                    format!("!! {words}")
                }
            });
        }
        println!("| {what} | {} |", cells.join(" | "));
    }
}

fn judge_value<T: Extract>(raw: &str) -> Outcome {
    match against_schema::<T>(raw) {
        None => Outcome::Value,
        Some(complaint) => {
            Outcome::Wrong(format!("value against its schema: {complaint} in {raw}"))
        }
    }
}

fn judge_error<T: Extract>(error: &Error) -> Outcome {
    match error {
        Error::Api(refused) if is_refusal(refused) => {
            Outcome::Documented(format!("`Api`: {}", short(&error.to_string())))
        }
        Error::Empty(_) => Outcome::Documented("`Empty`".to_owned()),
        Error::Filtered(_) => Outcome::Documented("`Filtered`".to_owned()),
        Error::Invalid(invalid) => judge_violation::<T>(invalid),
        Error::Refused(_) => Outcome::Documented("`Refused`".to_owned()),
        Error::Truncated(cut) => Outcome::Documented(format!(
            "`Truncated`, {:?}: {}",
            cut.reason(),
            short(cut.partial_text())
        )),
        other => Outcome::Wrong(format!("{other}: {}", short(&format!("{other:?}")))),
    }
}

/// Some servers say with a status of 500 that they cannot take a request.
fn is_refusal(error: &ApiError) -> bool {
    let status = matches!(error.status(), 400 | 404 | 405 | 422 | 500 | 501);
    status && error.message().is_some()
}

/// An answer that the schema allows must be a value.
fn judge_violation<T: Extract>(invalid: &InvalidAnswer) -> Outcome {
    let words = format!("`Invalid`: {} in {}", short(&invalid.to_string()), short(invalid.raw()));
    match against_schema::<T>(invalid.raw()) {
        Some(_) => Outcome::Documented(words),
        None => Outcome::Wrong(format!("the schema allows it, but {words}")),
    }
}

/// What a validator that is not ours says against an answer.
fn against_schema<T: Extract>(raw: &str) -> Option<String> {
    let answer = match serde_json::from_str(raw) {
        Ok(answer) => answer,
        Err(error) => return Some(error.to_string()),
    };
    let schema = serde_json::from_str(json_schema::<T>().as_str()).expect("JSON");
    let options = jsonschema::options().should_validate_formats(true);
    let judge = options.build(&schema).expect("a schema");
    judge.validate(&answer).err().map(|error| error.to_string())
}

/// The beginning of a text, on one line.
fn short(text: &str) -> String {
    let line: String = text.chars().map(|at| if at.is_control() { ' ' } else { at }).collect();
    match line.char_indices().nth(100) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line,
    }
}

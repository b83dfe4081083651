//! Enums with data, maps, and types that contain themselves: a mail thread, an incident report.
//!
//! ```console
//! cargo run --example nested_enums
//! ```

use std::collections::BTreeMap;
use std::fmt;

use extract::Extract;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

/// A support case, as its mail thread tells it. What a later mail corrects holds as corrected.
#[derive(Debug, Deserialize, Extract)]
struct Case {
    order: String,
    /// What happened, oldest first, on the day on which it happened.
    #[extract(min_items = 1, max_items = 50)]
    events: Vec<Event>,
    /// What the customer wants in the end.
    wish: Option<Wish>,
    /// Serial numbers by article.
    serial_numbers: BTreeMap<String, String>,
    /// The first mail of the customer; the answers hang below the mail that they answer.
    thread: Mail,
}

#[derive(Debug, Deserialize, Extract)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Event {
    Ordered {
        on: Date,
        #[extract(min = 0)]
        total_cents: u32,
    },
    Delivered {
        on: Date,
        tracking: Option<String>,
    },
    DamageReported {
        on: Date,
        what: String,
    },
    Offered {
        on: Date,
        choices: Vec<Wish>,
    },
    /// Somebody takes back or corrects what was said before.
    Corrected {
        on: Date,
        before: String,
        after: String,
    },
}

#[derive(Debug, Deserialize, Extract)]
#[serde(tag = "type", content = "details", rename_all = "snake_case")]
enum Wish {
    /// The article once more.
    Replacement,
    /// Money back, the article goes.
    Refund { cents: u32 },
    /// The article stays and costs less, by this many cents.
    Discount(u32),
}

/// A mail and the mails that answer it.
#[derive(Debug, Deserialize, Extract)]
struct Mail {
    from: String,
    on: Date,
    /// One sentence.
    gist: String,
    #[extract(max_items = 20)]
    answers: Vec<Mail>,
}

/// An incident as the final assessment sees it.
#[derive(Debug, Deserialize, Extract)]
struct Incident {
    id: String,
    severity: Severity,
    began: Timestamp,
    resolved: Option<Timestamp>,
    /// Oldest first, every time in UTC.
    #[extract(max_items = 100)]
    timeline: Vec<Entry>,
    /// What it meant for each kind of till.
    impact: BTreeMap<String, Impact>,
    /// What went wrong first and was held for the cause, when it turned out to be none.
    wrong_suspicion: Option<String>,
    cause: Cause,
    #[extract(max_items = 50)]
    actions: Vec<Action>,
}

#[derive(Debug, Deserialize, Extract)]
enum Severity {
    /// Everybody is affected.
    #[serde(rename = "SEV-1")]
    One,
    /// Many are affected, others can go on.
    #[serde(rename = "SEV-2")]
    Two,
    /// A few are affected.
    #[serde(rename = "SEV-3")]
    Three,
}

#[derive(Debug, Deserialize, Extract)]
struct Entry {
    at: Timestamp,
    what: String,
}

#[derive(Debug, Deserialize, Extract)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Impact {
    None,
    Slow {
        #[extract(min = 0, max = 100)]
        abandoned_percent: u8,
    },
    Down {
        affected: u32,
        of: u32,
        /// The figure of whoever counts each payment once.
        failed_payments: Option<u32>,
    },
}

/// Something that went wrong, and why.
#[derive(Debug, Deserialize, Extract)]
struct Cause {
    what: String,
    #[extract(max_items = 5)]
    because: Vec<Cause>,
}

#[derive(Debug, Deserialize, Extract)]
struct Action {
    what: String,
    owner: Option<String>,
    state: State,
}

#[derive(Debug, Deserialize, Extract)]
#[serde(tag = "state", content = "date", rename_all = "snake_case")]
enum State {
    /// With the day on which it is due.
    Open(Option<Date>),
    /// With the day on which it was done.
    Done(Date),
    Dropped,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ordered { on, total_cents } => write!(f, "{on} ordered, {}", euro(*total_cents)),
            Self::Delivered { on, tracking: None } => write!(f, "{on} delivered"),
            Self::Delivered { on, tracking: Some(id) } => write!(f, "{on} delivered as {id}"),
            Self::DamageReported { on, what } => write!(f, "{on} damage reported: {what}"),
            Self::Offered { on, choices } => {
                let choices: Vec<_> = choices.iter().map(Wish::to_string).collect();
                write!(f, "{on} offered: {}", choices.join(", or "))
            }
            Self::Corrected { on, before, after } => {
                write!(f, "{on} corrected: {after}, not: {before}")
            }
        }
    }
}

impl fmt::Display for Wish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replacement => f.write_str("a replacement"),
            Self::Refund { cents } => write!(f, "{} back", euro(*cents)),
            Self::Discount(cents) => write!(f, "{} off the price", euro(*cents)),
        }
    }
}

impl fmt::Display for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("not affected"),
            Self::Slow { abandoned_percent } => write!(f, "slow, {abandoned_percent} % gave up"),
            Self::Down { affected, of, failed_payments } => {
                write!(f, "{affected} of {of} down")?;
                match failed_payments {
                    Some(count) => write!(f, ", {count} payments failed"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(Some(due)) => write!(f, "open until {due}"),
            Self::Open(None) => f.write_str("open"),
            Self::Done(on) => write!(f, "done on {on}"),
            Self::Dropped => f.write_str("dropped"),
        }
    }
}

fn euro(cents: u32) -> String {
    format!("EUR {:.2}", f64::from(cents) / 100.0)
}

fn print_thread(mail: &Mail, depth: usize) {
    println!("  {:indent$}{} {}: {}", "", mail.on, mail.from, mail.gist, indent = 2 * depth);
    for answer in &mail.answers {
        print_thread(answer, depth + 1);
    }
}

fn print_cause(cause: &Cause, depth: usize) {
    println!("  {:indent$}{}", "", cause.what, indent = 2 * depth);
    for reason in &cause.because {
        print_cause(reason, depth + 1);
    }
}

#[tokio::main]
async fn main() -> examples::Result {
    let answers =
        [include_str!("answers/support_thread.json"), include_str!("answers/incident_report.json")];
    let api = examples::connect(answers).await?;

    let cases = api
        .client
        .extractor::<Case>(&api.model)
        .instructions("Extract the support case from the mails. Internal mails are no part of it.");
    let case = cases.extract(include_str!("data/support_thread.eml")).await?.value;
    println!("Case about order {}", case.order);
    for event in &case.events {
        println!("  {event}");
    }
    if let Some(wish) = &case.wish {
        println!("  The customer wants {wish}.");
    }
    for (article, number) in &case.serial_numbers {
        println!("  {article} has the serial number {number}.");
    }
    println!("The mails");
    print_thread(&case.thread, 0);

    let incidents = api
        .client
        .extractor::<Incident>(&api.model)
        .instructions("Extract the incident. CEST is UTC+2.");
    let incident = incidents.extract(include_str!("data/incident_report.md")).await?.value;
    let severity = match incident.severity {
        Severity::One => "everybody was affected",
        Severity::Two => "many were affected",
        Severity::Three => "a few were affected",
    };
    println!("\nIncident {}: {severity}", incident.id);
    for entry in &incident.timeline {
        println!("  {} {}", entry.at, entry.what);
    }
    match incident.resolved {
        Some(end) => println!("  Resolved after {:#}.", end.duration_since(incident.began)),
        None => println!("  Still going on since {}.", incident.began),
    }
    println!("Impact");
    for (till, impact) in &incident.impact {
        println!("  {till}: {impact}");
    }
    println!("Cause");
    print_cause(&incident.cause, 0);
    if let Some(suspicion) = &incident.wrong_suspicion {
        println!("  Suspected in vain: {suspicion}.");
    }
    println!("Actions");
    for Action { what, owner, state } in &incident.actions {
        println!("  {} ({}, {state})", what, owner.as_deref().unwrap_or("nobody"));
    }
    Ok(())
}

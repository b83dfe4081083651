//! A card in the terminal that fills in while the answer arrives.
//!
//! ```console
//! cargo run --example terminal
//! ```

use std::io::{self, IsTerminal, Write, stdout};
use std::time::Duration;

use extract::testing::Outcome;
use extract::{Extract, Part, Partial};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

/// An incident as the final assessment sees it.
#[derive(Debug, Deserialize, Extract)]
#[extract(partial)]
struct Incident {
    id: String,
    title: String,
    severity: Severity,
    began: Timestamp,
    resolved: Option<Timestamp>,
    /// What happened and why, in two or three sentences.
    summary: String,
    /// The turning points, oldest first, every time in UTC.
    #[extract(max_items = 5)]
    timeline: Vec<Entry>,
    /// What is still to be done, or was done since.
    #[extract(max_items = 5)]
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
#[extract(partial)]
struct Entry {
    at: Timestamp,
    what: String,
}

#[derive(Debug, Deserialize, Extract)]
#[extract(partial)]
struct Action {
    what: String,
    owner: Option<String>,
    due: Option<Date>,
}

/// Stands for what has not begun.
const ABSENT: &str = "…";
/// Stands behind a text that is still growing.
const CURSOR: &str = "▌";
/// A line that the terminal breaks would count twice.
const WIDTH: usize = 76;

/// The lines of the card: all that has come, and where the rest will be.
fn card(incident: &Partial<Incident>) -> Vec<String> {
    let time = |at: &Timestamp| at.strftime("%H:%M").to_string();
    let severity = match incident.severity.done() {
        Some(Severity::One) => "everybody was affected",
        Some(Severity::Two) => "many were affected",
        Some(Severity::Three) => "a few were affected",
        None => ABSENT,
    };
    let began = shown(&incident.began, |at| at.strftime("%F %H:%M").to_string());
    let resolved = shown(&incident.resolved, |at| at.as_ref().map_or("not yet".into(), time));
    let mut lines = vec![
        format!("{} {}", shown(&incident.id, String::clone), shown(&incident.title, String::clone)),
        format!("{severity}; began {began}, resolved {resolved}"),
        String::new(),
    ];
    lines.extend(wrapped(&shown(&incident.summary, String::clone)));

    lines.extend([String::new(), "Timeline".to_owned()]);
    for entry in items(&incident.timeline) {
        lines.push(format!("  {} {}", shown(&entry.at, time), shown(&entry.what, String::clone)));
    }
    if !incident.timeline.is_done() {
        lines.push(format!("  {ABSENT}"));
    }

    lines.extend([String::new(), "Actions".to_owned()]);
    for action in items(&incident.actions) {
        let owner = shown(&action.owner, |name| name.clone().unwrap_or("nobody".into()));
        let due = shown(&action.due, |day| day.map_or("no date".into(), |day| day.to_string()));
        lines.push(format!("  {} ({owner}, {due})", shown(&action.what, String::clone)));
    }
    if !incident.actions.is_done() {
        lines.push(format!("  {ABSENT}"));
    }
    lines.iter().map(|line| line.chars().take(WIDTH).collect()).collect()
}

/// A field as it stands: nothing yet, growing, or plain when it is done.
fn shown<P>(part: &Part<P>, write: impl Fn(&P) -> String) -> String {
    match part {
        Part::Absent => ABSENT.to_owned(),
        Part::Growing(value) => write(value) + CURSOR,
        Part::Done(value) => write(value),
    }
}

/// The items of a list that have begun.
fn items<P>(list: &Part<Vec<Part<P>>>) -> impl Iterator<Item = &P> {
    list.get().into_iter().flatten().filter_map(Part::get)
}

fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A part of the terminal that is written anew, in place.
#[derive(Default)]
struct Screen {
    /// How many lines stand there.
    height: usize,
}

impl Screen {
    fn draw(&mut self, lines: &[String]) -> io::Result<()> {
        // Between these two a terminal that knows them shows nothing, so that nothing flickers.
        let (hold, show) = ("\x1b[?2026h", "\x1b[?2026l");
        let mut frame = hold.to_owned();
        if self.height > 0 {
            frame += &format!("\x1b[{}A", self.height);
        }
        for line in lines {
            frame += &format!("{line}\x1b[K\n");
        }
        frame += "\x1b[J";
        frame += show;
        self.height = lines.len();
        stdout().write_all(frame.as_bytes())?;
        stdout().flush()
    }
}

#[tokio::main]
async fn main() -> examples::Result {
    // Into a pipe or a file goes the last state only.
    let live = stdout().is_terminal() || std::env::args().any(|word| word == "--draw");
    // As fast as a model writes, where somebody watches.
    let pause = Duration::from_millis(if stdout().is_terminal() { 20 } else { 0 });
    let api = examples::connect_scripted(|server| {
        let answer = Outcome::answer_text(include_str!("answers/incident_card.json").trim());
        server.script(answer.tokens(4..=8).between(pause));
    })
    .await?;

    let incidents = api
        .client
        .extractor::<Incident>(&api.model)
        .instructions("Extract the incident. CEST is UTC+2.");
    let mut stream = incidents.stream(include_str!("data/incident_report.md")).await?;
    let mut screen = Screen::default();
    let mut lines = Vec::new();
    while let Some(incident) = stream.next().await {
        lines = card(incident?);
        if live {
            screen.draw(&lines)?;
        }
    }
    let found = stream.finish().await?;
    if !live {
        lines.iter().for_each(|line| println!("{line}"));
    }
    println!("\n{} open actions, {} tokens", found.value.actions.len(), found.usage.total());
    Ok(())
}

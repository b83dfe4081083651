//! A statement of 200 pages with 1,100 rows, and what is read of a piece of it.

use extract::Extract;
use serde::{Deserialize, Serialize};

/// A row of the statement.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, Extract)]
pub struct Line {
    /// The number of the row, as printed.
    pub number: u32,
    pub text: String,
    pub cents: i64,
    /// What stands below the row, if the row ends in a plus.
    pub reference: Option<String>,
}

/// A statement of account.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, Extract)]
pub struct Statement {
    pub account: Option<String>,
    pub lines: Vec<Line>,
    pub closing_cents: Option<i64>,
}

pub const PAGES: usize = 200;
pub const ROWS: usize = 1_100;
pub const ACCOUNT: &str = "AT12 3456";
pub const CLOSING: i64 = 98_765;

/// The rows, as they are known.
pub fn rows() -> Vec<Line> {
    let shops = ["Bakery", "Railway, return", "Books & more", "Rent", "Caf\u{e9} \"Zur Post\""];
    let row = |n: usize| Line {
        number: n as u32,
        text: format!("{} {}", shops[n % shops.len()], n * 7919 % 1000),
        cents: (n as i64 * 7_919_777) % 100_000 - 40_000,
        reference: n.is_multiple_of(3).then(|| format!("order {}", n * 31)),
    };
    (1..=ROWS).map(row).collect()
}

/// The same on paper: headers and footers, prose between the rows, and rows that go on on the next page.
pub fn text() -> String {
    let mut text = format!("ACCOUNT {ACCOUNT}\n\n");
    let rows = rows();
    let mut printed = rows.iter();
    for page in 1..=PAGES {
        text += &format!("GRAZ SAVINGS BANK            statement 7/2026, page {page} of {PAGES}\n");
        text += "no     text                  amount\n";
        let wanted = ROWS * page / PAGES - ROWS * (page - 1) / PAGES;
        for (at, row) in printed.by_ref().take(wanted).enumerate() {
            let Line { number, text: what, cents, reference } = row;
            let plus = if reference.is_some() { " +" } else { "" };
            text += &format!("#{number:05} {what} | {cents}{plus}\n");
            let breaks = at + 1 == wanted;
            let Some(reference) = reference else { continue };
            if breaks && page < PAGES {
                // The page ends within the row.
                text += &format!("carried forward on page {page}\n\n\u{c}");
                text +=
                    &format!("GRAZ SAVINGS BANK            continued, before page {}\n", page + 1);
            }
            text += &format!("       ref {reference}\n");
            if at.is_multiple_of(2) {
                text += &prose(page * 10 + at);
            }
        }
        text += &prose(page);
        text += &format!("\nbalance carried forward, page {page}\n\n\u{c}");
    }
    text + &format!("CLOSING {CLOSING}\n")
}

fn prose(seed: usize) -> String {
    let words =
        ["terms", "of 2026", "apply", "to interest", "and fees", "as agreed.", "See no. 12"];
    let words: Vec<_> = (0..60).map(|n| words[(seed + n * n) % words.len()]).collect();
    words.chunks(12).map(|line| line.join(" ") + "\n").collect()
}

/// A row as far as a piece of the text shows it.
pub enum Seen {
    Whole(Line),
    /// Its reference is cut off.
    Head(Line),
    /// Only its reference is there.
    Tail(String),
}

/// What an honest reader finds in a piece of the text.
pub fn read(text: &str) -> Vec<Seen> {
    let mut seen: Vec<Seen> = Vec::new();
    for line in text.lines() {
        let line = line.trim_start_matches('\u{c}');
        if let Some(row) = line.strip_prefix('#').and_then(row) {
            seen.push(row);
        } else if let Some(reference) = line.strip_prefix("       ref ") {
            match seen.pop() {
                Some(Seen::Head(row)) => {
                    seen.push(Seen::Whole(Line { reference: Some(reference.to_owned()), ..row }));
                }
                other => {
                    seen.extend(other);
                    seen.push(Seen::Tail(reference.to_owned()));
                }
            }
        }
    }
    seen
}

fn row(line: &str) -> Option<Seen> {
    let (number, rest) = line.split_once(' ')?;
    let (text, amount) = rest.rsplit_once(" | ")?;
    let (cents, goes_on) = match amount.strip_suffix(" +") {
        Some(cents) => (cents, true),
        None => (amount, false),
    };
    let (number, cents) = (number.parse().ok()?, cents.parse().ok()?);
    let row = Line { number, text: text.to_owned(), cents, reference: None };
    Some(if goes_on { Seen::Head(row) } else { Seen::Whole(row) })
}

/// All rows, once, in order: says where it first is otherwise.
#[track_caller]
pub fn assert_all(found: &[Line], case: &str) {
    let rows = rows();
    let differs = found.iter().zip(&rows).position(|(found, row)| found != row);
    let at = differs.unwrap_or(found.len().min(rows.len()));
    let around = |lines: &[Line]| lines.iter().skip(at).take(2).cloned().collect::<Vec<_>>();
    let (found, rows) = ((found.len(), around(found)), (rows.len(), around(&rows)));
    assert_eq!(found, rows, "{case}, row {at}");
}

/// The first number after this word.
pub fn number_after(text: &str, word: &str) -> Option<i64> {
    let rest = text.split_once(word)?.1;
    rest.split_whitespace().next()?.parse().ok()
}

#[test]
fn the_text_is_read_to_the_rows_that_it_was_made_of() {
    let text = text();
    let read: Vec<_> = read(&text)
        .into_iter()
        .map(|seen| match seen {
            Seen::Whole(row) => row,
            Seen::Head(row) => panic!("cut: {row:?}"),
            Seen::Tail(reference) => panic!("cut: {reference}"),
        })
        .collect();
    assert_eq!(read, rows());
    assert_eq!((read.len(), text.matches(" of 200\n").count()), (1_100, 200));
    let breaks = text.matches("continued, before page").count();
    assert!(breaks > 50, "{breaks} rows over a page break");
}

//! `docs/faults.md` says what happens.

use std::collections::BTreeSet;

use extract::testing::Fault;

use crate::cells::{self, Cell};

const DOCUMENT: &str = include_str!("../../docs/faults.md");

/// A cell as a row of the document.
fn row(cell: &Cell) -> String {
    let waits: Vec<String> = cell.waits.iter().map(|wait| format!("{wait} s")).collect();
    let again = if waits.is_empty() { "no".to_owned() } else { waits.join(", ") };
    format!("| {} | `{}` | {} | {again} |", cell.name, cell.played_by(), cell.becomes)
}

#[test]
fn the_document_has_a_row_for_each_cell() {
    let rows: Vec<String> = cells::all().iter().map(row).collect();
    let written: Vec<&str> = DOCUMENT
        .lines()
        .skip_while(|line| !line.starts_with("| Fault |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .collect();
    assert_eq!(written, rows, "\n{}", rows.join("\n"));
}

#[test]
fn the_table_has_every_fault_that_the_server_plays() {
    let played: BTreeSet<String> = cells::all().iter().map(Cell::played_by).collect();
    for (name, fault) in Fault::all() {
        let expected = format!("Fault::{}", cells::variant(&fault));
        assert!(played.contains(&expected), "{name}");
    }
}

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
};

use serde::Deserialize;

use super::*;
use crate::pipeline::Outcome;

#[cfg(feature = "arrow59")]
mod arrow;
mod columns;
#[cfg(feature = "csv")]
mod csv;
mod drafts;
mod json_lines;

/// A folder that is gone when its test is.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("extract-tables-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The outcome of an answer, read as the client reads it.
fn outcome<T: Extract>(id: &str, answer: &str) -> Outcome<T> {
    let value = crate::from_json(answer).unwrap();
    let found = Extraction { raw: answer.to_owned(), ..Extraction::new(value) };
    Outcome { id: id.to_owned(), meta: (), index: 0, result: Ok(found), from_journal: false }
}

fn failure<T>(id: &str, error: impl Into<Error>) -> Outcome<T> {
    let result = Err(error.into());
    Outcome { id: id.to_owned(), meta: (), index: 0, result, from_journal: false }
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
struct Guest {
    name: String,
    age: Option<u8>,
    share: f64,
    came: bool,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
enum Payment {
    Free,
    Card { digits: String, limit: Option<i32> },
    Voucher(Option<String>),
    Parts(u8, bool),
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Event {
    #[serde(alias = "came")]
    Arrived {
        by: String,
    },
    Left,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(tag = "type", content = "details")]
enum Reply {
    Yes,
    Other(Vec<String>),
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(untagged)]
enum Size {
    Number(f64),
    Word(String),
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
enum Colour {
    Red,
    #[serde(alias = "navy")]
    Blue,
    #[serde(other)]
    Odd,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
struct Tree {
    name: String,
    children: Vec<Tree>,
}

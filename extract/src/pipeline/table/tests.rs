use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use serde::Deserialize;

use super::*;
use crate::{Lenient, error::NotSent, pipeline::Outcome};

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

fn csv_of<T: Extract>(answers: &[&str]) -> String {
    let scratch = Scratch::new();
    let path = scratch.file("table.csv");
    let mut table = Csv::<T>::create(&path).unwrap();
    for answer in answers {
        table.write(&outcome("d", answer)).unwrap();
    }
    table.finish().unwrap();
    fs::read_to_string(path).unwrap()
}

mod csv;

//! The batches that a journal knows of: those that were submitted, and whose outcomes it does not have yet.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    Error, Extraction,
    error::{ConfigError, Evidence},
    pipeline::journal::Journal,
    record::{self, Key, Known},
    wire::Reply,
};

/// Notes of batches in a journal, each found by a key that no request has; and the turn of who changes the list
/// of the open ones.
#[derive(Clone)]
pub(super) struct Ledger(pub(super) Arc<Journal>, pub(super) Arc<tokio::sync::Mutex<()>>);

/// Of which batches the outcomes are awaited, by their marks.
#[derive(Default, Serialize, Deserialize)]
struct Open {
    key: String,
    open: Vec<String>,
}

/// What is about to be submitted.
#[derive(Serialize, Deserialize)]
pub(super) struct Intent {
    key: String,
    /// Stands in the metadata of the batch, and in the name of its file.
    pub(super) mark: String,
    /// Seconds since 1970.
    pub(super) when: u64,
    /// The id and the key of each line.
    pub(super) lines: Vec<(String, String)>,
}

/// What became of an intent.
#[derive(Serialize, Deserialize)]
struct Made {
    key: String,
    id: String,
}

/// A batch that is awaited.
pub(super) struct Awaited {
    pub(super) intent: Intent,
    /// Nobody wrote down whether it was made.
    pub(super) id: Option<String>,
}

impl Ledger {
    /// Those whose outcomes are awaited.
    pub(super) fn awaited(&self) -> Result<Vec<Awaited>, Error> {
        let mut awaited = Vec::new();
        for mark in self.open()? {
            let Some(intent) = self.read::<Intent>(key_of("intent", &mark))? else { continue };
            let made: Option<Made> = self.read(key_of("made", &mark))?;
            awaited.push(Awaited { intent, id: made.map(|made| made.id) });
        }
        Ok(awaited)
    }

    /// Writes down what is about to be submitted.
    pub(super) async fn intend(
        &self,
        mark: &str,
        when: u64,
        lines: impl Iterator<Item = (String, Key)>,
    ) -> Result<(), Error> {
        let key = key_of("intent", mark);
        let lines = lines.map(|(id, key)| (id, record::spelled(key))).collect();
        let intent = Intent { key: record::spelled(key), mark: mark.to_owned(), when, lines };
        self.write(key, &intent).await?;
        let _turn = self.1.lock().await;
        let mut open = self.open()?;
        open.push(mark.to_owned());
        self.write_open(open).await
    }

    /// Writes down the id of what was submitted.
    pub(super) async fn made(&self, mark: &str, id: &str) -> Result<(), Error> {
        let key = key_of("made", mark);
        self.write(key, &Made { key: record::spelled(key), id: id.to_owned() }).await
    }

    /// Nothing more is awaited of it.
    pub(super) async fn close(&self, mark: &str) -> Result<(), Error> {
        let _turn = self.1.lock().await;
        let mut open = self.open()?;
        let before = open.len();
        open.retain(|it| it != mark);
        if open.len() == before { Ok(()) } else { self.write_open(open).await }
    }

    /// The answer to a request, if the journal has it.
    pub(super) fn answer(&self, key: Key) -> Result<Option<(Reply, Evidence)>, Error> {
        let known = self.0.note(key)?.and_then(|text| record::read(&text));
        Ok(match known {
            Some(Known::Answer(answer)) => Some(*answer),
            Some(Known::Failure) | None => None,
        })
    }

    /// What is to be kept of an outcome: never a failure in the place of an answer.
    pub(super) fn record<T>(
        &self,
        id: &str,
        key: Key,
        result: &Result<Extraction<T>, Error>,
    ) -> Option<String> {
        let record = record::write(id, key, result)?;
        let is_failure = matches!(record::read(record.as_bytes()), Some(Known::Failure));
        let is_known = || self.answer(key).is_ok_and(|answer| answer.is_some());
        (!is_failure || !is_known()).then_some(record)
    }

    fn open(&self) -> Result<Vec<String>, Error> {
        Ok(self.read::<Open>(key_of("open", ""))?.unwrap_or_default().open)
    }

    async fn write_open(&self, open: Vec<String>) -> Result<(), Error> {
        let key = key_of("open", "");
        self.write(key, &Open { key: record::spelled(key), open }).await
    }

    async fn write(&self, key: Key, note: &impl Serialize) -> Result<(), Error> {
        let text = serde_json::to_string(note).map_err(|error| {
            ConfigError::new("a batch cannot be written into the journal").with_source(error)
        })?;
        self.0.keep_note(key, &text).await
    }

    fn read<N: for<'de> Deserialize<'de>>(&self, key: Key) -> Result<Option<N>, Error> {
        let Some(text) = self.0.note(key)? else { return Ok(None) };
        Ok(serde_json::from_slice(&text).ok())
    }
}

/// No path of a request begins so.
fn key_of(what: &str, mark: &str) -> Key {
    record::key(&format!("batch {what}"), mark.as_bytes())
}

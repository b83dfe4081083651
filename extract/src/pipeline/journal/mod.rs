//! What a run has paid for, kept in a file: after a crash, run again.
//!
//! ```
//! use extract::{pipeline::Document, testing::Server};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile(); fn tempfile() -> std::path::PathBuf { std::env::temp_dir().join(format!("extract-doc-{}", std::process::id())) }
//! # let path = folder.clone();
//! let server = Server::start().await?;
//! server.answer(serde_json::json!({ "value": 3 }));
//! let guests = server.client().extractor::<u8>("gpt-5-mini");
//!
//! for is_second in [false, true] {
//!     let letters = vec![Document::new("letter", "three of us")];
//!     let mut outcomes = guests.run(letters).journal(&path).start().await?;
//!     let outcome = outcomes.next().await.expect("one outcome");
//!     assert_eq!(outcome.result?.value, 3);
//!     assert_eq!(outcome.from_journal, is_second);
//! }
//! assert_eq!(server.requests().len(), 1);
//! # std::fs::remove_file(path)?;
//! # Ok(()) }
//! ```
//!
//! A line for each document that was asked for: a checksum, and JSON with its id, the answer as it came
//! and its evidence. Lines are only added, and an outcome is given when its line is safe on the disk (many
//! are synced together). An answer is found again by its *content*: the whole request, so document,
//! schema, model, instructions and the options that are sent; whatever of these changes is asked again, and
//! nothing else. The host is no part of it: what a local server or a proxy answered comes out for the real service
//! too, so give each a journal of its own. Nor is what the client does with an answer
//! ([`reask`](crate::Extractor::reask), [`on_truncated`](crate::Extractor::on_truncated),
//! [`fallback`](crate::Extractor::fallback)): to add it later asks for no known answer again.
//! The value is read from the answer anew, so a check that was added to the type holds for it as well.
//!
//! Answers that came and are no value (refused, cut off, filtered, empty, invalid) were paid and are
//! known as well. Where no answer came, the line says so, and the next run asks again. In a crash, what
//! was in flight is lost, and is asked once more; a line that was torn off at the end is dropped;
//! a line that was changed is found by its checksum, passed over and asked again
//! ([`Report::damaged`](super::Report::damaged)). Where a line cannot be written the run ends: what was paid
//! is given all the same, and listed ([`Report::unkept`](super::Report::unkept)). An answer that repeats the API
//! key is given and kept nowhere. Answers and ids stand there as plain text; whoever may read the file reads
//! them. One process at a time uses a journal.
//!
//! A kill loses what was in flight, and no more: lines are written within a millisecond, before their outcomes
//! are given. In memory a journal takes about 30 bytes for each request that it knows: 30 MiB for a million, on
//! top of the 17 MiB that the ids of a million documents take in any run (measured by `scripts/many`).

#[cfg(any(fuzzing, test))]
pub(super) mod attack;
mod file;

use std::{
    collections::{BTreeMap, HashMap},
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::OwnedMutexGuard;

use self::file::File;
use crate::{
    Error, Extraction,
    error::ConfigError,
    record::{self, Key, Known},
};

/// An open journal.
pub(crate) struct Journal {
    file: File,
    lines: Mutex<Lines>,
    /// The keys in work.
    places: Mutex<HashMap<Key, Arc<tokio::sync::Mutex<()>>>>,
    pub(crate) damaged: u64,
}

/// Where a line begins in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Line(u64);

/// Where the last line of each key is, by half of the key; the line itself has all of it.
///
/// There may be millions: a tree has no moment at which it is there twice, as a table has that grows.
#[derive(Default)]
struct Lines(BTreeMap<u64, Line>);

impl Lines {
    fn insert(&mut self, key: Key, line: Line) {
        self.0.insert(half(key), line);
    }

    fn find(&self, key: Key) -> Option<Line> {
        self.0.get(&half(key)).copied()
    }
}

fn half(key: Key) -> u64 {
    (u128::from_be_bytes(key) >> 64) as u64
}

impl Journal {
    pub(crate) async fn open(path: PathBuf) -> Result<Self, Error> {
        let opened = tokio::task::spawn_blocking(move || File::open(&path)).await;
        let (file, found) = opened.map_err(|error| {
            ConfigError::new("opening the journal was stopped").with_source(error)
        })??;
        Ok(Self {
            file,
            lines: Mutex::new(found.lines),
            places: Mutex::default(),
            damaged: found.damaged,
        })
    }

    /// Writes what is on its way, and gives the file back.
    pub(super) fn close(&self) {
        self.file.close();
    }

    /// The last line of this key.
    fn line(&self, key: Key) -> Result<Option<Vec<u8>>, Error> {
        let Some(line) = lock(&self.lines).find(key) else { return Ok(None) };
        let text = self.file.read(line)?;
        Ok(Some(text).filter(|text| record::key_in(text) == Some(key)))
    }

    /// Waits until nobody else works on an equal request.
    pub(crate) async fn enter(self: &Arc<Self>, key: Key) -> Place {
        let place = Arc::clone(lock(&self.places).entry(key).or_default());
        let turn = place.lock_owned().await;
        Place { journal: Arc::clone(self), key, turn: Some(turn) }
    }
}

/// Lines that are no outcomes, each under a key of its own, which stands in the line as `key`.
#[cfg(feature = "batch")]
impl Journal {
    /// Adds a line, which is found instead of an earlier one with its key: it is on its way at once, and
    /// safe when what comes back is done.
    pub(crate) fn keep_note(
        &self,
        key: Key,
        text: &str,
    ) -> impl Future<Output = Result<(), Error>> + use<'_> {
        let written = self.file.append(text);
        async move {
            let line = self.file.written(written).await?;
            lock(&self.lines).insert(key, line);
            Ok(())
        }
    }

    /// The last line of this key.
    pub(crate) fn note(&self, key: Key) -> Result<Option<Vec<u8>>, Error> {
        self.line(key)
    }
}

/// The right to work on a request, until it is dropped.
pub(crate) struct Place {
    journal: Arc<Journal>,
    key: Key,
    turn: Option<OwnedMutexGuard<()>>,
}

impl Place {
    /// What is known of the request.
    pub(crate) fn known(&self) -> Result<Option<Known>, Error> {
        Ok(self.journal.line(self.key)?.and_then(|text| record::read(&text)))
    }

    /// What is to be kept of an outcome; nothing if nothing was sent.
    pub(crate) fn record<T>(
        &self,
        id: &str,
        result: &Result<Extraction<T>, Error>,
    ) -> Option<String> {
        record::write(id, self.key, result)
    }

    /// Keeps it: it is in the file when this is done, or within a millisecond, and safe on the disk when what
    /// comes back is.
    pub(crate) async fn keep(
        self,
        record: &str,
    ) -> impl Future<Output = Result<(), Error>> + use<> {
        let mut written = self.journal.file.append(record);
        written.in_file().await;
        async move {
            let line = self.journal.file.written(written).await?;
            lock(&self.journal.lines).insert(self.key, line);
            Ok(())
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(self.turn.take());
        let mut places = lock(&self.journal.places);
        // Nobody else holds it, and nobody can come for it while the list is locked.
        if places.get(&self.key).is_some_and(|place| Arc::strong_count(place) == 1) {
            places.remove(&self.key);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Answers that are kept, and given again to equal calls.

use std::{
    fmt,
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::{Extraction, Extractor};
use crate::{
    Error, Input, Usage,
    error::{Evidence, InvalidAnswer},
    record::{self, Key, Known},
    sight::Watch,
    store::{Disk, Store, StoreError},
    wire::{Prefix, Reply},
};

/// Keeps the answers of [`Extractor::cache`], and gives them again to equal calls (feature `cache`).
///
/// ```
/// use std::time::Duration;
/// use extract::{Cache, testing::Server};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let path = std::env::temp_dir().join(format!("extract-cache-{}", std::process::id()));
/// let server = Server::start().await?;
/// server.answer(serde_json::json!({ "value": 30 }));
///
/// let cache = Cache::open(&path)?.lifetime(Duration::from_secs(86_400));
/// let guests = server.client().extractor::<u8>("gpt-5-mini").cache(cache);
///
/// let paid = guests.extract("There were thirty of us.").await?;
/// let kept = guests.extract("There were thirty of us.").await?;
/// assert_eq!((paid.value, kept.value), (30, 30));
/// assert_eq!((kept.from_cache, kept.usage.total()), (true, 0));
/// assert_eq!(server.requests().len(), 1);
/// # drop(guests);
/// # std::fs::remove_file(path)?;
/// # Ok(()) }
/// ```
///
/// Clones share the store, and many extractors, clients and types may use one. It is open until the last
/// clone is dropped, those in extractors included. Answers are kept as plain text, in a file as in Redis.
///
/// # What is kept
///
/// The answers that became values. A refusal, an answer that is cut off, and whatever else is no value is
/// asked for again: what the model would not or could not do now, it may do the next time. After a
/// [`reask`](Extractor::reask) the last answer is kept, under the first request.
///
/// # When it is found
///
/// An answer is found by the whole request: model, input with the bytes of its files, schema, instructions,
/// examples and options, and which endpoint it is for. Whatever changes of these is asked for anew, also
/// [`metadata`](Extractor::metadata). Not part of the request are the key, the timeouts and the *host*: two
/// services that call different models by one name want a cache each.
///
/// The value is read from the text again. If the type no longer takes it, because a check was added for
/// instance, the answer is asked for anew. Of two equal calls at one time both are sent; where that matters, a
/// run with a journal pays equal documents once.
///
/// # What a hit says
///
/// [`Extraction::from_cache`] is true, `usage` is 0, `attempts` is empty and `elapsed` is the time of the
/// look-up: it is what was paid and done now. Model, ids, tier, log probabilities, summary and rejected answers are those of
/// the answer when it was made.
///
/// # When the store fails
///
/// A store is no reason to stop. What cannot be looked up is asked for, what cannot be kept is given all the
/// same, and what was damaged counts as not there: every entry has a checksum of 128 bits. Each such loss
/// is counted by [`losses`](Self::losses), and told to [`Observer::cache_failed`](crate::Observer::cache_failed)
/// and to traces.
///
/// # Several processes
///
/// share answers through Redis: [`store::Redis`](crate::store) with the feature `redis1`, or a
/// [`Store`] of your own. A file belongs to one process at a time.
#[derive(Clone)]
pub struct Cache {
    shared: Arc<Shared>,
    lifetime: Option<Duration>,
}

struct Shared {
    store: Box<dyn Store>,
    losses: AtomicU64,
    trouble: Mutex<Option<String>>,
}

impl Cache {
    /// A cache in this file, which is made if there is none: see [`Disk`].
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when the file is in use, is damaged, is no cache or cannot be read and written.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Ok(Self::new(Disk::open(path)?))
    }

    /// A cache in this store.
    pub fn new(store: impl Store) -> Self {
        let (losses, trouble) = (AtomicU64::default(), Mutex::default());
        Self {
            shared: Arc::new(Shared { store: Box::new(store), losses, trouble }),
            lifetime: None,
        }
    }

    /// The greatest age of an answer that is given, by the clock of the system. Default: no limit.
    ///
    /// It holds for this clone, and for answers that others have kept as well. The store may remove what is
    /// older.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// How often an answer could not be looked up, could not be kept, or was damaged, so far.
    pub fn losses(&self) -> u64 {
        self.shared.losses.load(Ordering::Relaxed)
    }

    /// Why the store was of no use when it was last asked; `None` while it works.
    pub fn trouble(&self) -> Option<String> {
        self.shared.trouble().clone()
    }

    async fn find(&self, key: Key, now: SystemTime) -> Result<Option<Found>, StoreError> {
        let looked_up =
            self.shared.store.get(key).await.map_err(|error| {
                StoreError::new(format!("an answer could not be looked up: {error}"))
            });
        let found = looked_up.and_then(|entry| {
            let Some(entry) = entry else { return Ok(None) };
            let (kept_at, text) = open(key, &entry)?;
            if !is_young(kept_at, now, self.lifetime) {
                return Ok(None);
            }
            match record::read(text) {
                Some(Known::Answer(answer)) => Ok(Some(answer)),
                _ => Ok(None),
            }
        });
        self.shared.note(found)
    }

    async fn keep(&self, key: Key, text: &str, now: SystemTime) -> Result<(), StoreError> {
        let entry = seal(key, now, text);
        let kept = self.shared.store.put(key, entry, self.lifetime).await;
        let kept =
            kept.map_err(|error| StoreError::new(format!("an answer could not be kept: {error}")));
        self.shared.note(kept)
    }
}

impl Shared {
    /// Counts a loss.
    fn note<T>(&self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        let trouble = outcome.as_ref().err().map(ToString::to_string);
        if trouble.is_some() {
            self.losses.fetch_add(1, Ordering::Relaxed);
        }
        *self.trouble() = trouble;
        outcome
    }

    fn trouble(&self) -> MutexGuard<'_, Option<String>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache")
            .field("lifetime", &self.lifetime)
            .field("losses", &self.losses())
            .field("trouble", &self.trouble())
            .finish_non_exhaustive()
    }
}

/// An answer, and what is known of it.
type Found = Box<(Reply, Evidence)>;

/// Keeping answers.
impl<T> Extractor<T> {
    /// Gives the answers that this cache has, and keeps those that come. Default: every call is sent.
    ///
    /// [`Cache`] says what is kept, when it is found and what a hit says. It holds for
    /// [`extract`](Self::extract) and what is made of it, such as a run of `pipeline` (whose journal comes first),
    /// also with [`background`](Self::background). Streams, batches, and the answers in the background that
    /// [`start`](Self::start) begins pass it by: they look nothing up and keep nothing. A
    /// [`fallback`](Self::fallback) has the cache that it was given itself, or none.
    pub fn cache(mut self, cache: Cache) -> Self {
        self.cache = Some(cache);
        self
    }

    /// The cache of a call; what is heard while it arrives has none.
    pub(super) fn cache_in_use(&self) -> Option<&Cache> {
        self.cache.as_ref().filter(|_| self.listener.is_none())
    }

    /// The answer that was kept, or one that is asked for now and kept.
    pub(super) async fn through_cache(
        &self,
        cache: &Cache,
        prefix: &Prefix,
        input: Input,
        watch: &Watch<'_>,
    ) -> Result<Extraction<T>, Error> {
        let key = record::key(prefix.endpoint().path(), &prefix.body(&input)?);
        match cache.find(key, self.clock().wall()).await {
            Ok(Some(found)) => {
                let (reply, evidence) = *found;
                // What is no value any longer is asked for again.
                if let Ok(found) = self.replay(reply, evidence) {
                    return Ok(Extraction {
                        usage: Usage::new(0, 0),
                        attempts: Vec::new(),
                        from_cache: true,
                        elapsed: self.clock().now().saturating_sub(watch.began),
                        ..found
                    });
                }
            }
            Ok(None) => {}
            Err(error) => watch.cache_failed(&error),
        }
        let found = self.ask_until_value(prefix, input, watch).await?;
        let (record, raw, evidence) = match self.to_keep(key, found) {
            Ok(parts) => parts,
            Err(found) => return Ok(*found),
        };
        if let Err(error) = cache.keep(key, &record, self.clock().wall()).await {
            watch.cache_failed(&error);
        }
        match self.read(&raw) {
            Ok(read) => Ok(Extraction::read(read, raw, evidence)),
            Err(violations) => Err(InvalidAnswer::new(violations, raw, evidence).into()),
        }
    }

    /// What is to be kept, and the parts without the value, which is read again: it need not be `Send`,
    /// and the store is waited for. Or all of it, where nothing is kept.
    fn to_keep(
        &self,
        key: Key,
        mut found: Extraction<T>,
    ) -> Result<(String, String, Evidence), Box<Extraction<T>>> {
        let answer = found.raw.clone();
        self.hide_in_value(&mut found);
        // An answer with a key in it is kept nowhere, and without the key it is another one.
        if found.raw != answer {
            return Err(Box::new(found));
        }
        let Some(record) = record::write_value("", key, &found) else {
            return Err(Box::new(found));
        };
        let (_, raw, _, evidence) = found.into_parts();
        Ok((record, raw, evidence))
    }
}

/// Before the text of an entry: a checksum, and when it was kept.
const CHECKSUM: usize = 16;
const MOMENT: usize = 8;

/// What is kept of an answer.
fn seal(key: Key, now: SystemTime, text: &str) -> Vec<u8> {
    let moment = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let moment = u64::try_from(moment.as_millis()).unwrap_or(u64::MAX).to_le_bytes();
    let checksum = checksum(key, &[&moment, text.as_bytes()]);
    [&checksum, &moment[..], text.as_bytes()].concat()
}

/// When it was kept, and its text, if it is as it was kept and under this key.
fn open(key: Key, entry: &[u8]) -> Result<(Duration, &[u8]), StoreError> {
    let damaged = || StoreError::new("an answer was damaged where it was kept");
    let (written, rest) = entry.split_first_chunk::<CHECKSUM>().ok_or_else(damaged)?;
    let (moment, text) = rest.split_first_chunk::<MOMENT>().ok_or_else(damaged)?;
    if *written != checksum(key, &[rest]) {
        return Err(damaged());
    }
    Ok((Duration::from_millis(u64::from_le_bytes(*moment)), text))
}

fn checksum(key: Key, parts: &[&[u8]]) -> [u8; CHECKSUM] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"typed-extract cache 1\0");
    hasher.update(&key);
    for part in parts {
        hasher.update(part);
    }
    let mut checksum = [0; CHECKSUM];
    hasher.finalize_xof().fill(&mut checksum);
    checksum
}

/// What comes from the future was kept by a clock that was wrong, and is not trusted to be young.
fn is_young(kept_at: Duration, now: SystemTime, lifetime: Option<Duration>) -> bool {
    let Some(lifetime) = lifetime else { return true };
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    now.checked_sub(kept_at).is_some_and(|age| age < lifetime)
}

#[cfg(test)]
mod tests;

//! Where a [`Cache`](crate::Cache) keeps its answers: a seam for any store, one that is a file, and
//! Redis (features `cache`, and `redis1` for the last).
//!
//! A store keeps bytes under a key and knows nothing of what they are. What it gives back is checked by the
//! cache, so that a store may lose, forget or damage what it likes: the worst that follows is that an
//! answer is asked for again.

mod disk;
#[cfg(feature = "redis1")]
mod redis;

use std::{error, fmt, sync::Arc, time::Duration};

pub use disk::Disk;
#[cfg(feature = "redis1")]
pub use redis::Redis;

use crate::{record, transport::BoxFuture};

/// By what an answer is found again: 128 bits of a hash of all that is sent.
pub type Key = record::Key;

/// Keeps bytes under keys, for a time.
///
/// ```
/// use std::{collections::HashMap, sync::{Arc, Mutex}, time::Duration};
/// use extract::{Cache, store::{Key, Store, StoreError}, testing::Server, transport::BoxFuture};
///
/// /// In memory, and for ever.
/// #[derive(Default)]
/// struct Memory(Mutex<HashMap<Key, Vec<u8>>>);
///
/// impl Store for Memory {
///     fn get(&self, key: Key) -> BoxFuture<'_, Result<Option<Vec<u8>>, StoreError>> {
///         let found = self.0.lock().unwrap().get(&key).cloned();
///         Box::pin(async { Ok(found) })
///     }
///
///     fn put(
///         &self,
///         key: Key,
///         value: Vec<u8>,
///         _: Option<Duration>,
///     ) -> BoxFuture<'_, Result<(), StoreError>> {
///         self.0.lock().unwrap().insert(key, value);
///         Box::pin(async { Ok(()) })
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let server = Server::start().await?;
/// server.answer(serde_json::json!({ "value": 30 }));
///
/// let memory = Arc::new(Memory::default());
/// let guests = server.client().extractor::<u8>("gpt-5-mini").cache(Cache::new(memory.clone()));
/// for _ in 0..2 {
///     assert_eq!(guests.extract("There were thirty of us.").await?.value, 30);
/// }
/// assert_eq!((server.requests().len(), memory.0.lock().unwrap().len()), (1, 1));
/// # Ok(()) }
/// ```
///
/// A call waits for its store, so a store that may hang gives up by itself.
pub trait Store: Send + Sync + 'static {
    /// What was kept under this key, if it is still there.
    fn get(&self, key: Key) -> BoxFuture<'_, Result<Option<Vec<u8>>, StoreError>>;

    /// Keeps this under the key, in the place of what was there. After the lifetime it may be removed, and
    /// need not be; `None` is for ever.
    fn put(
        &self,
        key: Key,
        value: Vec<u8>,
        lifetime: Option<Duration>,
    ) -> BoxFuture<'_, Result<(), StoreError>>;
}

impl<S: Store + ?Sized> Store for Arc<S> {
    fn get(&self, key: Key) -> BoxFuture<'_, Result<Option<Vec<u8>>, StoreError>> {
        self.as_ref().get(key)
    }

    fn put(
        &self,
        key: Key,
        value: Vec<u8>,
        lifetime: Option<Duration>,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        self.as_ref().put(key, value, lifetime)
    }
}

/// Why a store was of no use. It is shown in traces, so it says nothing of what is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreError {
    message: String,
}

impl StoreError {
    /// An error that says this.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl error::Error for StoreError {}

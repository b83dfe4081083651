use std::{
    fmt, fs,
    io::ErrorKind,
    iter,
    path::{Path, PathBuf},
    sync::{
        Arc, PoisonError, RwLock,
        mpsc::{self, Receiver, Sender},
    },
    thread::{self, JoinHandle},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use redb::{
    Builder, Database, ReadableDatabase, ReadableTable, TableDefinition, TableHandle,
    UntypedTableHandle,
};
use tokio::sync::oneshot;

use super::{Key, Store, StoreError};
use crate::{
    Error,
    error::ConfigError,
    transport::{BoxFuture, Clock, SystemClock},
};

/// What is kept, each behind the moment at which it may go.
const KEPT: TableDefinition<'_, &Key, (u64, &[u8])> = TableDefinition::new("typed-extract kept 1");
/// The keys of [`KEPT`] by that moment.
const ENDS: TableDefinition<'_, (u64, &Key), ()> = TableDefinition::new("typed-extract ends 1");
/// The moment that never comes.
const NEVER: u64 = u64::MAX;
/// Memory for the pages of the file.
const PAGES: usize = 16 << 20;
/// Removed with each one that is kept, at most.
const REMOVED: usize = 16;

/// A file, by the embedded database [redb](https://docs.rs/redb).
///
/// ```
/// use extract::{Cache, store::Disk};
///
/// # let path = std::env::temp_dir().join(format!("extract-disk-{}", std::process::id()));
/// let cache = Cache::new(Disk::open(&path)?); // as `Cache::open(&path)?`
///
/// let second = Disk::open(&path).expect_err("one at a time");
/// assert!(second.to_string().contains("in use"));
/// # drop(cache);
/// # std::fs::remove_file(path).unwrap();
/// # Ok::<(), extract::Error>(())
/// ```
///
/// - What was kept is on the disk when its call ends, also if the machine then loses its power. Those that
///   come together are synced together.
/// - *One process at a time* uses a file, and opens it once; clones of the cache share it.
///   [`Redis`](crate::Cache#several-processes) is for several.
/// - *What has expired* is removed as others are kept, sixteen for each, the oldest first; nothing is
///   removed while nothing is kept. The file does not shrink, its room is used again.
/// - Nothing else bounds the file: give the cache a [`lifetime`](crate::Cache::lifetime).
/// - Files are read and written on threads of their own, not on those of the runtime. Up to 16 MiB of
///   pages are held in memory.
pub struct Disk {
    path: PathBuf,
    database: Shared,
    writer: Option<Sender<Order>>,
    thread: Option<JoinHandle<()>>,
}

/// Gone as soon as the store is, whoever still wanted to read.
type Shared = Arc<RwLock<Option<Database>>>;

/// What is to be kept.
struct Order {
    key: Key,
    value: Vec<u8>,
    lifetime: Option<Duration>,
    done: oneshot::Sender<Result<(), StoreError>>,
}

impl Disk {
    /// Opens the file, or makes it. The whole of it is read and checked, which blocks for a while if it is
    /// large.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when the file is in use, is damaged, is no such store or cannot be read and written.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::on_clock(path.as_ref(), Arc::new(SystemClock::default()))
    }

    fn on_clock(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let refused = |why: &str| ConfigError::new(format!("the cache `{}` {why}", path.display()));
        // A device or a pipe may never end.
        if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return Err(refused("is no file; give it a file of its own").into());
        }
        let place = path.to_owned();
        // On a thread of its own: what reads a damaged file may panic.
        let opened = thread::spawn(move || open(&place)).join();
        let database = opened.unwrap_or(Err(Unopened::Damaged)).map_err(|why| match why {
            Unopened::Damaged => refused(
                "is damaged, or is no cache; if it is one, remove it: what was kept is asked for again",
            ),
            Unopened::Failed(error) => refused("cannot be used").with_source(error),
            Unopened::InUse => refused(
                "is in use; share the `Cache` that has it open by cloning it, and between processes use Redis",
            ),
        })?;
        let database = Arc::new(RwLock::new(Some(database)));
        let (writer, orders) = mpsc::channel();
        let written = Arc::clone(&database);
        let thread = thread::Builder::new()
            .name("cache".to_owned())
            .spawn(move || write_all(&written, &*clock, &orders))
            .map_err(|error| refused("has no thread to write it").with_source(error))?;
        Ok(Self { path: path.to_owned(), database, writer: Some(writer), thread: Some(thread) })
    }
}

impl Drop for Disk {
    /// The file is free when the last one is written.
    fn drop(&mut self) {
        drop(self.writer.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        *self.database.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disk").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Store for Disk {
    fn get(&self, key: Key) -> BoxFuture<'_, Result<Option<Vec<u8>>, StoreError>> {
        let database = Arc::clone(&self.database);
        Box::pin(async move {
            let read = tokio::task::spawn_blocking(move || read(&database, key)).await;
            match read {
                Ok(Ok(value)) => Ok(value),
                Ok(Err(error)) => Err(unusable(&error)),
                Err(_) => Err(StoreError::new("the file is damaged: reading it was given up")),
            }
        })
    }

    fn put(
        &self,
        key: Key,
        value: Vec<u8>,
        lifetime: Option<Duration>,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        let (done, written) = oneshot::channel();
        let order = Order { key, value, lifetime, done };
        let sent = self.writer.as_ref().is_some_and(|writer| writer.send(order).is_ok());
        Box::pin(async move {
            let gone = || StoreError::new("the file is damaged: writing it was given up");
            if sent { written.await.unwrap_or_else(|_| Err(gone())) } else { Err(gone()) }
        })
    }
}

/// Why there is no file.
enum Unopened {
    Damaged,
    Failed(redb::Error),
    InUse,
}

impl<E: Into<redb::Error>> From<E> for Unopened {
    fn from(error: E) -> Self {
        match error.into() {
            redb::Error::DatabaseAlreadyOpen | redb::Error::LockProtocolMismatch => Self::InUse,
            redb::Error::Io(error)
                if !matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof) =>
            {
                Self::Failed(redb::Error::Io(error))
            }
            _ => Self::Damaged,
        }
    }
}

fn open(path: &Path) -> Result<Database, Unopened> {
    let database =
        Builder::new().set_cache_size(PAGES).set_check_integrity_on_open(true).create(path)?;
    let transaction = database.begin_write()?;
    let is_ours = |table: UntypedTableHandle| [KEPT.name(), ENDS.name()].contains(&table.name());
    if !transaction.list_tables()?.all(is_ours) {
        return Err(Unopened::Damaged);
    }
    transaction.open_table(KEPT)?;
    transaction.open_table(ENDS)?;
    transaction.commit()?;
    Ok(database)
}

fn read(database: &Shared, key: Key) -> Result<Option<Vec<u8>>, redb::Error> {
    let database = database.read().unwrap_or_else(PoisonError::into_inner);
    let database = database.as_ref().ok_or(redb::Error::DatabaseClosed)?;
    let kept = database.begin_read()?.open_table(KEPT)?;
    Ok(kept.get(&key)?.map(|found| found.value().1.to_vec()))
}

/// Writes what has come, all of it with one sync, until nobody can send any more.
fn write_all(database: &Shared, clock: &dyn Clock, orders: &Receiver<Order>) {
    while let Ok(first) = orders.recv() {
        let group: Vec<_> = iter::once(first).chain(orders.try_iter()).collect();
        let written = write(database, clock.wall(), &group).map_err(|error| unusable(&error));
        for order in group {
            // Whoever waited may be gone; it is kept all the same.
            let _ = order.done.send(written.clone());
        }
    }
}

fn write(database: &Shared, now: SystemTime, group: &[Order]) -> Result<(), redb::Error> {
    let database = database.read().unwrap_or_else(PoisonError::into_inner);
    let database = database.as_ref().ok_or(redb::Error::DatabaseClosed)?;
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let transaction = database.begin_write()?;
    {
        let mut kept = transaction.open_table(KEPT)?;
        let mut ends = transaction.open_table(ENDS)?;
        for Order { key, value, lifetime, .. } in group {
            let end = lifetime.map_or(NEVER, |lifetime| millis(now.saturating_add(lifetime)));
            let before = kept.insert(key, (end, value.as_slice()))?.map(|it| it.value().0);
            if let Some(before) = before {
                ends.remove((before, key))?;
            }
            ends.insert((end, key), ())?;
        }
        for _ in 0..REMOVED * group.len() {
            let Some((oldest, _)) = ends.first()? else { break };
            let (end, key) = oldest.value();
            let key = *key;
            if end > millis(now) {
                break;
            }
            drop(oldest);
            ends.remove((end, &key))?;
            kept.remove(&key)?;
        }
    }
    Ok(transaction.commit()?)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(NEVER)
}

/// The error of the other crate may be of many kinds, and shows nothing of what is kept.
fn unusable(error: &redb::Error) -> StoreError {
    StoreError::new(format!("the file cannot be used: {error}"))
}

#[cfg(test)]
mod tests;

//! Stores, files and a clock for tests.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use extract::{
    store::{Key, Store, StoreError},
    transport::{BoxFuture, Clock},
};

/// A store in memory, which can be gone.
#[derive(Clone, Default)]
pub struct Memory {
    pub entries: Arc<Mutex<HashMap<Key, Vec<u8>>>>,
    pub is_gone: Arc<AtomicBool>,
}

impl Memory {
    fn check(&self) -> Result<(), StoreError> {
        match self.is_gone.load(Ordering::Relaxed) {
            true => Err(StoreError::new("nobody is at home")),
            false => Ok(()),
        }
    }
}

impl Store for Memory {
    fn get(&self, key: Key) -> BoxFuture<'_, Result<Option<Vec<u8>>, StoreError>> {
        let found = self.check().map(|()| self.entries.lock().unwrap().get(&key).cloned());
        Box::pin(async { found })
    }

    fn put(
        &self,
        key: Key,
        value: Vec<u8>,
        _: Option<Duration>,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        let kept = self.check().map(|()| _ = self.entries.lock().unwrap().insert(key, value));
        Box::pin(async { kept })
    }
}

/// A file that is gone when its test is.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("extract-cache-{}-{number}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Stands still, until it is told to go on.
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<Duration>>);

impl Default for TestClock {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Duration::from_secs(784_111_777))))
    }
}

impl TestClock {
    pub fn advance(&self, time: Duration) {
        *self.0.lock().unwrap() += time;
    }

    pub fn go_back(&self, time: Duration) {
        *self.0.lock().unwrap() -= time;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.now()
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }

    fn random(&self) -> f64 {
        0.0
    }
}

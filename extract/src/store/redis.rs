use std::{fmt, time::Duration};

use redis::{Cmd, cmd};

use super::{Key, Store, StoreError};
use crate::{
    Error,
    transport::{BoxFuture, RedisLink},
};

/// The longest lifetime that is sent, 30,000 years: the server adds it to the time of day.
const LONGEST: u64 = 1_000_000_000_000_000;

/// A Redis, for several processes (feature `redis1`).
///
/// ```
/// use extract::{Cache, store::Redis};
///
/// let redis = Redis::new("redis://127.0.0.1:6379", "answers of team A:")?;
/// let cache = Cache::new(redis);
/// // Nothing was asked yet. Later, to be told that Redis cannot be reached, and why:
/// assert_eq!(cache.trouble(), None);
/// # Ok::<(), extract::Error>(())
/// ```
///
/// - A key is the prefix and 32 hexadecimal digits. The value has the lifetime of the cache (`PX`), or none.
/// - *Without Redis* calls go on: a look-up waits at most a second. After a failure Redis is left alone for
///   five seconds, and nothing waits for it meanwhile.
/// - What is kept is not encrypted; whoever may read that Redis reads the answers.
/// - URLs and servers are those of [`RedisAllowance`](crate::transport::RedisAllowance#limits).
pub struct Redis {
    link: RedisLink,
    prefix: String,
}

impl Redis {
    /// The store under keys that begin so. The first use connects.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when the URL is none or needs what is not built in.
    pub fn new(url: &str, prefix: impl Into<String>) -> Result<Self, Error> {
        Ok(Self { link: RedisLink::new(url)?.discreet(), prefix: prefix.into() })
    }

    fn place(&self, key: Key) -> String {
        format!("{}{}", self.prefix, crate::record::spelled(key))
    }

    async fn ask<T: redis::FromRedisValue>(&self, command: &Cmd) -> Result<T, StoreError> {
        let asked = self
            .link
            .ask(|mut connection| async move { command.query_async(&mut connection).await });
        asked.await.map_err(StoreError::new)
    }
}

impl Store for Redis {
    fn get(&self, key: Key) -> BoxFuture<'_, Result<Option<Vec<u8>>, StoreError>> {
        let mut get = cmd("GET");
        get.arg(self.place(key));
        Box::pin(async move { self.ask(&get).await })
    }

    fn put(
        &self,
        key: Key,
        value: Vec<u8>,
        lifetime: Option<Duration>,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        let mut set = cmd("SET");
        set.arg(self.place(key)).arg(value);
        if let Some(lifetime) = lifetime {
            let millis = u64::try_from(lifetime.as_millis()).unwrap_or(LONGEST);
            set.arg("PX").arg(millis.clamp(1, LONGEST));
        }
        Box::pin(async move { self.ask(&set).await })
    }
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis")
            .field("prefix", &self.prefix)
            .field("trouble", &self.link.trouble())
            .finish_non_exhaustive()
    }
}

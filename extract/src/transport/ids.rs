use std::{
    fmt::Write,
    sync::atomic::{AtomicU64, Ordering},
};

use super::Clock;

/// Ids of requests: a number drawn for the client, and a count.
pub(super) struct Ids {
    /// Written once: it stands in every id.
    client: String,
    count: AtomicU64,
}

impl Ids {
    pub(super) fn new(clock: &dyn Clock) -> Self {
        // All that a random number from 0 to 1 holds.
        let client = (clock.random() * (1_u64 << 53) as f64) as u64;
        Self { client: format!("{client:014x}"), count: AtomicU64::new(1) }
    }

    /// One that this client never had.
    pub(super) fn next(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let mut id = String::with_capacity(self.client.len() + "-18446744073709551615".len());
        id.push_str(&self.client);
        // A string takes everything.
        let _ = write!(id, "-{count}");
        id
    }
}

//! The calls on `/batches`.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::files::path_of;
use crate::{
    Client, Endpoint, Error,
    client::Plain,
    transport::backoff,
    wire::batch::{self, Job},
};

/// In the metadata of every batch: by its value it is found again.
pub(super) const MARK: &str = "typed_extract";
/// Batches of a list that are asked for at once: as many as the API gives.
const PAGE: &str = "100";
/// What clocks may differ by, in seconds.
const DAY: u64 = 86_400;

/// Marks that this process has made: clocks may stand still.
static MARKS: AtomicU64 = AtomicU64::new(0);

/// Why there is no batch.
pub(super) struct NotMade {
    pub(super) error: Error,
    /// Whether the server may have made it all the same.
    pub(super) may_exist: bool,
}

/// Seconds since 1970.
pub(super) fn now(client: &Client) -> u64 {
    let now: SystemTime = client.transport().clock.wall();
    now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// A text that nobody had before, for what is submitted now.
pub(super) fn mark(client: &Client, content: &[u8]) -> String {
    let clock = &client.transport().clock;
    let mut hasher = blake3::Hasher::new();
    let now = clock.wall().duration_since(UNIX_EPOCH).unwrap_or_default();
    hasher.update(&now.as_nanos().to_le_bytes());
    for _ in 0..3 {
        hasher.update(&clock.random().to_bits().to_le_bytes());
    }
    hasher.update(&std::process::id().to_le_bytes());
    hasher.update(&MARKS.fetch_add(1, Ordering::Relaxed).to_le_bytes());
    hasher.update(content);
    hasher.finalize().to_hex().as_str().chars().take(32).collect()
}

/// A batch, and how long the server asks to wait before it is asked again.
pub(super) async fn get(client: &Client, id: &str) -> Result<(Job, Option<Duration>), Error> {
    let path = path_of("/batches", id)?;
    let (job, evidence) = client.plain(Plain::get(&path), batch::read_job).await?;
    Ok((job, evidence.attempts.last().and_then(|attempt| attempt.retry_after)))
}

pub(super) async fn cancel(client: &Client, id: &str) -> Result<(), Error> {
    let path = format!("{}/cancel", path_of("/batches", id)?);
    client.plain(Plain::post(&path, ""), |_| Ok(())).await?;
    Ok(())
}

/// Makes a batch of an uploaded file, once: where an answer is lost, it is looked for before it is made again.
pub(super) async fn create(
    client: &Client,
    input_file_id: &str,
    endpoint: Endpoint,
    metadata: &[(String, String)],
    mark: &str,
) -> Result<Job, NotMade> {
    let mut metadata = metadata.to_vec();
    metadata.push((MARK.to_owned(), mark.to_owned()));
    let body = batch::create(input_file_id, endpoint, &metadata);
    let (limits, clock, since) = (client.limits(), &client.transport().clock, now(client));
    // What may once exist, may exist until it is found.
    let (mut retries, mut may_exist) = (0, false);
    loop {
        let plain = Plain { once: true, ..Plain::post("/batches", body.clone()) };
        let error = match client.plain(plain, batch::read_job).await {
            Ok((job, _)) => return Ok(job),
            Err(error) => error,
        };
        let is_lost = match &error {
            Error::Transport(lost) => !lost.kind().is_before_sending(),
            Error::Api(said) => said.status() >= 500,
            _ => false,
        };
        may_exist |= is_lost;
        if is_lost {
            match find(client, mark, since).await {
                Ok(Some(job)) => return Ok(job),
                Ok(None) => {}
                Err(_) => return Err(NotMade { error, may_exist }),
            }
        }
        if !error.is_retryable() || retries >= limits.max_retries {
            return Err(NotMade { error, may_exist });
        }
        let wish = match &error {
            Error::Api(said) => said.retry_after().filter(|wish| !wish.is_zero()),
            _ => None,
        };
        let wait = wish.map(|wish| wish.min(limits.max_server_delay));
        clock.sleep(wait.unwrap_or_else(|| backoff(retries, clock.random()))).await;
        retries += 1;
    }
}

/// The batch with this mark, which is not older than `since` but for what clocks differ by.
pub(super) async fn find(client: &Client, mark: &str, since: u64) -> Result<Option<Job>, Error> {
    let is_marked =
        |job: &Job| job.metadata.iter().any(|(key, value)| key == MARK && value == mark);
    let oldest = since.saturating_sub(DAY);
    let mut after: Option<String> = None;
    loop {
        let mut query = vec![("limit", PAGE)];
        query.extend(after.as_deref().map(|after| ("after", after)));
        let plain = Plain { query: &query, ..Plain::get("/batches") };
        let (page, _) = client.plain(plain, batch::read_jobs).await?;
        // The newest come first.
        let is_past =
            page.items.last().is_some_and(|last| last.created_at.is_some_and(|at| at < oldest));
        if let Some(job) = page.items.into_iter().find(is_marked) {
            return Ok(Some(job));
        }
        if is_past || page.after.is_none() || page.after == after {
            return Ok(None);
        }
        after = page.after;
    }
}

/// The name of the file of a batch.
pub(super) fn file_name(mark: &str) -> String {
    format!("typed-extract-{mark}.jsonl")
}

/// Deletes files that lost uploads left behind. Nothing depends on it: they are deleted by the server when
/// they expire.
pub(super) async fn sweep(client: &Client, mark: &str, but: Option<&str>) {
    let (files, name) = (client.files(), file_name(mark));
    for file in files.list().await.unwrap_or_default() {
        if file.filename.as_deref() == Some(&name) && Some(file.id.as_str()) != but {
            let _ = files.delete(&file.id).await;
        }
    }
}

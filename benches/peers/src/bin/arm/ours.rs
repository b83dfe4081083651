//! This library, with rate limiter and retries armed.

use extract::{Client, RateLimit, wire::Endpoint};

use crate::{
    INSTRUCTIONS, KEY, MAIL, MODEL, Meeting, Result,
    load::{Cost, Load},
};

pub async fn run(url: &str, endpoint: Endpoint, load: Load) -> Result<Cost> {
    let client = Client::builder()
        .base_url(url)
        .api_key(KEY)
        .endpoint(endpoint)
        // Counts every call, holds none back.
        .rate_limit(RateLimit::per_minute(1_000_000_000, 1_000_000_000_000))
        .build()?;
    let meetings = client.extractor::<Meeting>(MODEL).instructions(INSTRUCTIONS);
    meetings.prepare()?;
    load.run(|| {
        let meetings = meetings.clone();
        async move { Ok(meetings.extract(MAIL).await?.value) }
    })
    .await
}

//! Whole calls against a server that sends any status, headers and body: one outcome in bounded tries and
//! time, each retry with a reason, and the key nowhere.
//!
//! Input: a character for the settings, a line end, then replies ([`Said::read`]) with `%%` between them.

#![no_main]

use std::{error::Error as _, time::Duration};

use extract::{Attempt, Client, Endpoint, Error, Extract, Extractor, error::TransportErrorKind};
use fuzz::{
    KEY,
    stage::{End, Said, Stage, StageClock, finish, line, parts},
};
use libfuzzer_sys::fuzz_target;
use serde::Deserialize;

#[derive(Debug, Deserialize, Extract)]
struct Record {
    #[allow(dead_code, reason = "read by `Debug` alone")]
    name: String,
    #[allow(dead_code, reason = "read by `Debug` alone")]
    total: i32,
}

const LONGEST_WAIT: Duration = Duration::from_secs(120);
const DEADLINE: Duration = Duration::from_secs(30 * 60);

fuzz_target!(|input: &[u8]| {
    let (settings, replies) = line(input);
    let settings = settings.first().copied().unwrap_or_default();
    let is = |bit: u8| settings & bit != 0;
    let endpoint = if is(1) { Endpoint::Chat } else { Endpoint::Responses };
    let retries = if is(2) { 5 } else { 2 };
    let stage = Stage::new(parts(replies).into_iter().map(Said::read));
    let client = Client::builder()
        .api_key(KEY)
        .base_url("https://api.example.com/v1")
        .endpoint(endpoint)
        .max_retries(retries)
        .max_body(8 * 1024)
        .http(stage.clone())
        .clock(StageClock::new(if is(4) { f64::NAN } else { 0.5 }))
        .build()
        .expect("a client");
    let records = client.extractor::<Record>("gpt-5-mini").reask(u32::from(is(8)));
    // What the first call learned of the server holds for the second one.
    let mut has_learned = false;
    for _ in 0..2 {
        let call = Call { retries, asks: 1 + usize::from(is(8)), has_learned };
        has_learned |= call.run(&records, &stage);
    }
});

struct Call {
    retries: u32,
    asks: usize,
    /// Whether limits may keep tries back.
    has_learned: bool,
}

impl Call {
    /// Says whether the server told limits.
    fn run(mut self, records: &Extractor<Record>, stage: &Stage) -> bool {
        let outcome = finish(records.extract("INVOICE"));
        let said = stage.take_said();
        let tells =
            |said: &Said| said.headers.keys().any(|name| name.as_str().starts_with("x-ratelimit-"));
        self.has_learned |= said.iter().any(tells);
        match outcome {
            Ok(found) => {
                assert!(found.elapsed <= DEADLINE);
                assert!(found.attempts.last().is_some_and(|last| last.why.is_none()));
                self.tries(&found.attempts, &said);
                assert!(!format!("{:?} {:?}", found.attempts, found.request_id).contains(KEY));
            }
            Err(error) => self.failed(&error, &said),
        }
        self.has_learned
    }

    fn failed(&self, error: &Error, said: &[Said]) {
        self.tries(error.attempts(), said);
        let Some(evidence) = error.evidence() else {
            assert!(matches!(error, Error::NotSent(_)) && self.has_learned, "{error:?}");
            return;
        };
        assert!(evidence.elapsed <= DEADLINE);
        let is_answer = evidence.attempts.last().is_some_and(|last| last.why.is_none());
        match error {
            Error::Api(_) | Error::Transport(_) => assert!(!is_answer, "{error:?}"),
            Error::Filtered(filtering) => assert_eq!(!is_answer, filtering.is_prompt()),
            // Some servers judge the answer themselves, and send it back in an error.
            Error::Invalid(_) | Error::Truncated(_) => {}
            _ => assert!(is_answer, "{error:?}"),
        }
        if self.asks == 1 {
            self.gave_up_with_reason(error, evidence.elapsed, said);
        }
        let id = said.iter().rev().find_map(request_id);
        assert_eq!(error.request_id().is_some(), id.is_some());
        // The words of the model cannot hold what it never saw.
        if matches!(error, Error::Api(_) | Error::Transport(_)) {
            assert!(!shown(error).contains(KEY), "{}", shown(error));
        } else {
            assert!(!format!("{:?} {:?}", evidence.attempts, evidence.request_id).contains(KEY));
        }
    }

    /// Each request is a try, and stands there as what the server said.
    fn tries(&self, attempts: &[Attempt], said: &[Said]) {
        assert_eq!(attempts.len(), said.len());
        assert!(attempts.len() <= self.asks * (1 + self.retries as usize));
        let mut again = said.iter().zip(attempts).map(|(said, _)| said);
        for (index, (attempt, said)) in attempts.iter().zip(said).enumerate() {
            assert_eq!(attempt.status, said.status.ok());
            assert!(attempt.delay <= LONGEST_WAIT, "{attempt:?}");
            assert!(attempt.request_id.is_some() == request_id(said).is_some());
            assert!(attempt.client_request_id.is_some());
            if index == 0 {
                assert_eq!(attempt.delay, Duration::ZERO);
            }
            let is_last = index + 1 == attempts.len();
            if attempt.why.is_some() && !is_last {
                assert!(may_retry(again.next().expect("said")), "{attempt:?}");
            } else {
                again.next();
            }
        }
    }

    /// A failure that another try may cure is given up only when there is no try or no time left.
    fn gave_up_with_reason(&self, error: &Error, elapsed: Duration, said: &[Said]) {
        let Some(last) = said.last() else { panic!("nothing was said") };
        let is_spent = said.len() > self.retries as usize;
        let is_late = elapsed + LONGEST_WAIT >= DEADLINE;
        if is_spent || is_late || self.has_learned || !error.is_retryable() {
            return;
        }
        let wish = match error {
            Error::Api(error) => error.retry_after(),
            _ => None,
        };
        let declined =
            last.header("x-should-retry").is_some_and(|it| it.eq_ignore_ascii_case("false"));
        assert!(wish.is_some_and(|wish| wish > LONGEST_WAIT) || declined, "{error:?}");
    }
}

fn request_id(said: &Said) -> Option<&str> {
    said.status.ok()?;
    let names = ["x-request-id", "apim-request-id", "request-id"];
    names.into_iter().find_map(|name| said.header(name).filter(|id| !id.is_empty()))
}

/// Whether a try with this end may be followed by another one.
fn may_retry(said: &Said) -> bool {
    let Ok(status) = said.status else {
        return said.status != Err(Some(TransportErrorKind::Malformed));
    };
    if said.end != End::Whole {
        return true;
    }
    match said.header("x-should-retry").map(str::to_ascii_lowercase).as_deref() {
        Some("false") => false,
        Some("true") => true,
        _ => matches!(status, 200..300 | 408 | 409 | 429 | 500..),
    }
}

/// All that an error says.
fn shown(error: &Error) -> String {
    let mut shown = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(cause) = source {
        shown.push_str(&format!(" {cause} {cause:?}"));
        source = cause.source();
    }
    shown
}

//! Every fault times both endpoints, over real sockets and without waiting: for ever, and once before
//! an answer. `docs/faults.md` is the same table, for people.

mod bounds;
mod cells;
mod clock;
mod document;
mod streams;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use extract::{
    Client, Endpoint, Error, Extract, Extractor,
    testing::{ClosedPort, Outcome, Server},
};
use serde::{Deserialize, Serialize};

use crate::{
    cells::{Alarm, Cell, Play},
    clock::TestClock,
};

const BOTH: [Endpoint; 2] = [Endpoint::Responses, Endpoint::Chat];

/// Looked for in everything that is shown.
const KEY: &str = "sk-recognisable-0123456789";

/// Longer than any wait, so that the clock can tell an alarm from a wait.
const TIMEOUT: Duration = Duration::from_secs(200);

#[derive(Debug, Deserialize, Extract, PartialEq, Serialize)]
#[extract(partial)]
struct City {
    name: String,
}

fn lisbon() -> City {
    City { name: "Lisbon".into() }
}

/// A client of a server that plays a fault.
struct Stage {
    clock: TestClock,
    cities: Extractor<City>,
    server: Server,
}

impl Stage {
    /// A server that plays the fault so many times and answers then.
    async fn new(cell: Arc<Cell>, endpoint: Endpoint, times: usize, elsewhere: &Server) -> Self {
        let server = Server::builder().api_key(KEY).start().await.unwrap();
        let clock = TestClock::default();
        let cities = cities(server.url(), endpoint, &clock);
        let played = AtomicUsize::new(0);
        let (rings, location) = (clock.clone(), elsewhere.url() + endpoint.path());
        server.respond(move |_| {
            if played.fetch_add(1, Ordering::Relaxed) >= times {
                return Outcome::answer(lisbon());
            }
            match cell.alarm {
                Alarm::Never => {}
                Alarm::Asked => rings.ring_after(0),
                Alarm::Later => rings.ring_after(20),
            }
            cell.outcome(location.clone())
        });
        Self { clock, cities, server }
    }
}

/// Where a redirect leads: a server that would answer, if it were asked.
async fn answering() -> Server {
    let server = Server::start().await.unwrap();
    server.respond(|_| Outcome::answer(lisbon()));
    server
}

fn cities(url: String, endpoint: Endpoint, clock: &TestClock) -> Extractor<City> {
    let client = Client::builder().base_url(url).api_key(KEY).endpoint(endpoint);
    client.timeout(TIMEOUT).clock(clock.clone()).build().unwrap().extractor("gpt-4.1")
}

/// The result of a call, which ends.
async fn ask(cities: &Extractor<City>) -> Result<extract::Extraction<City>, Error> {
    let call = cities.extract("a city");
    tokio::time::timeout(Duration::from_secs(60), call).await.expect("no call hangs")
}

/// The error as the document names it.
fn told(error: &Error) -> String {
    match error {
        Error::Truncated(error) => format!("`Truncated` `{:?}`", error.reason()),
        Error::Api(error) => match error.code() {
            Some(code) => format!("`Api` {} `{code}`", error.status()),
            None => format!("`Api` {}", error.status()),
        },
        Error::Invalid(_) => "`Invalid`".into(),
        Error::Transport(error) => format!("`Transport` `{:?}`", error.kind()),
        other => panic!("{other:?}"),
    }
}

/// What the error keeps of the body.
fn kept(error: &Error) -> Option<&str> {
    match error {
        Error::Api(error) => Some(error.raw()),
        Error::Invalid(error) => Some(error.raw()),
        Error::Transport(error) => error.raw(),
        other => panic!("{other:?}"),
    }
}

/// All that an error of this cell must be.
fn check_error(cell: &Cell, error: &Error, waits: &[f64]) {
    let name = cell.name;
    assert_eq!(told(error), cell.becomes, "{name}: {error:?}");
    let attempts = error.attempts();
    let delays: Vec<f64> = attempts.iter().map(|attempt| attempt.delay.as_secs_f64()).collect();
    assert_eq!(delays[..1], [0.0], "{name}");
    assert_eq!(delays[1..], *waits, "{name}");
    for attempt in attempts {
        assert_eq!(attempt.status, cell.status, "{name}");
        assert_eq!(attempt.why.is_none(), matches!(error, Error::Invalid(_)), "{name}");
        let alarm = if matches!(cell.alarm, Alarm::Never) { Duration::ZERO } else { TIMEOUT };
        assert_eq!(attempt.elapsed, alarm, "{name}");
    }
    let spent: Duration = attempts.iter().map(|attempt| attempt.delay + attempt.elapsed).sum();
    assert_eq!(error.evidence().unwrap().elapsed, spent, "{name}");
    match (kept(error), cell.kept) {
        (Some(raw), Some(start)) => {
            // An answer is kept whole, anything else up to 16 KiB.
            let is_short = raw.len() <= 16 * 1024 || matches!(error, Error::Invalid(_));
            assert!(raw.starts_with(start) && is_short, "{name}: {raw:.40}");
        }
        (raw, start) => assert_eq!((raw, start), (None, None), "{name}"),
    }
    let shown = format!("{error} {error:?} {:?}", std::error::Error::source(error));
    assert!(!shown.contains(KEY) && shown.len() < 200_000, "{name}: {shown:.1000}");
}

#[tokio::test]
async fn a_fault_that_stays_is_one_error_with_all_its_tries() {
    let elsewhere = answering().await;
    for cell in cells::played() {
        let cell = Arc::new(cell);
        for endpoint in BOTH {
            let stage = Stage::new(cell.clone(), endpoint, usize::MAX, &elsewhere).await;
            let error = ask(&stage.cities).await.map(|found| found.value).expect_err(cell.name);
            check_error(&cell, &error, cell.waits);
            assert_eq!(stage.clock.waits(), cell.waits, "{}", cell.name);
            assert_eq!(stage.server.requests().len(), error.attempts().len(), "{}", cell.name);
            assert!(elsewhere.requests().is_empty(), "{}", cell.name);
        }
    }
}

#[tokio::test]
async fn after_a_fault_that_passes_comes_the_answer() {
    let elsewhere = answering().await;
    for cell in cells::played() {
        let cell = Arc::new(cell);
        for endpoint in BOTH {
            let stage = Stage::new(cell.clone(), endpoint, 1, &elsewhere).await;
            // Where nothing is tried again, the next call of the same client gets the answer.
            if cell.waits.is_empty() {
                let error = ask(&stage.cities).await.map(|found| found.value).expect_err(cell.name);
                check_error(&cell, &error, &[]);
            }
            let found = ask(&stage.cities).await.unwrap_or_else(|error| {
                panic!("{}: {error:?}", cell.name);
            });
            assert_eq!(found.value, lisbon(), "{}", cell.name);
            let delays: Vec<f64> =
                found.attempts.iter().map(|attempt| attempt.delay.as_secs_f64()).collect();
            let first_wait = &cell.waits[..cell.waits.len().min(1)];
            assert_eq!(delays, [&[0.0], first_wait].concat(), "{}", cell.name);
            if let [first, last] = found.attempts.as_slice() {
                assert_eq!((first.status, first.why.is_some()), (cell.status, true));
                assert_eq!((last.status, last.why.is_some()), (Some(200), false));
            }
            // A limit that the server told of may hold a request back for a moment, too.
            let waited: f64 = stage.clock.waits().iter().sum();
            let known = found.attempts.iter().map(|attempt| attempt.delay + attempt.queued);
            let known = known.sum::<Duration>().as_secs_f64();
            assert!((waited - known).abs() < 1e-6, "{}: {waited} {known}", cell.name);
            assert_eq!(stage.server.requests().len(), 2, "{}", cell.name);
            assert!(elsewhere.requests().is_empty(), "{}", cell.name);
        }
    }
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_until_a_server_is_there() {
    let cells = cells::all();
    let cell = cells.iter().find(|cell| matches!(cell.play, Play::Refused)).unwrap();
    for endpoint in BOTH {
        let closed = ClosedPort::reserve().unwrap();
        let clock = TestClock::default();
        let cities = cities(closed.url(), endpoint, &clock);
        let error = ask(&cities).await.map(|found| found.value).expect_err("nobody listens");
        check_error(cell, &error, cell.waits);
        assert_eq!(clock.waits(), cell.waits);

        let started = Arc::new(Mutex::new(None));
        let (starting, port) = (started.clone(), closed.port());
        clock.in_the_next_wait(async move {
            let server = Server::builder().port(port).start().await.unwrap();
            server.respond(|_| Outcome::answer(lisbon()));
            *starting.lock().unwrap() = Some(server);
        });
        let found = ask(&cities).await.unwrap();
        assert_eq!((found.value, found.attempts.len()), (lisbon(), 2));
        assert_eq!(clock.waits(), [0.5]);
        assert_eq!(started.lock().unwrap().as_ref().unwrap().requests().len(), 1);
    }
}

#[tokio::test]
async fn too_long_a_wish_is_carried_by_the_error() {
    let elsewhere = answering().await;
    let cells = cells::all();
    let days = cells.into_iter().find(|cell| cell.name == "429 with days").unwrap();
    let days = Arc::new(days);
    for endpoint in BOTH {
        let stage = Stage::new(days.clone(), endpoint, usize::MAX, &elsewhere).await;
        let Err(Error::Api(error)) = ask(&stage.cities).await else { panic!("an error") };
        assert_eq!(error.retry_after(), Some(Duration::from_secs(604_800)));
        assert!(error.is_retryable());
    }
}

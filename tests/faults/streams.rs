//! Every fault of a stream, on both endpoints: before the answer begins and after.

use std::collections::BTreeSet;

use extract::{
    Client, Endpoint, Error, Extraction, Extractor,
    testing::{
        Moment::{self, AfterContent, BeforeContent, BeforeEvents, InContent},
        Outcome, Server, StreamFault,
    },
};

use crate::{BOTH, City, KEY, TIMEOUT, clock::TestClock, lisbon, told};

const DOCUMENT: &str = include_str!("../../docs/faults.md");

/// The whole answer, and as much of it as comes before a fault in its midst.
const TEXT: &str = r#"{"name":"Lisbon"}"#;

/// Bytes of a line, an event or an answer at most.
const MAX_BODY: usize = 1_000_000;

/// One fault, on one endpoint or on both.
struct Row {
    name: &'static str,
    /// Its name, and when it strikes that can strike at any time.
    fault: Play,
    endpoints: &'static [Endpoint],
    /// What it becomes before the answer begins; none for a fault in its midst.
    before: &'static str,
    waits: &'static [f64],
    /// What it becomes later. It is never tried again.
    after: &'static str,
}

enum Play {
    At(fn(Moment) -> StreamFault),
    Whenever(StreamFault),
}

const BACKOFF: &[f64] = &[0.5, 1.0];
const CUT: &str = "`Transport` `Cut`";
const LOST: &str = "`Truncated` `Connection`";
const MALFORMED: &str = "`Transport` `Malformed`";
const SERVER_ERROR: &str = "`Api` 200 `server_error`";
const TIMED_OUT: &str = "`Transport` `Timeout`";
const VALUE: &str = "the value";

/// After which a later call may well succeed.
const RETRYABLE: [&str; 3] = [LOST, SERVER_ERROR, TIMED_OUT];

fn at(
    name: &'static str,
    fault: fn(Moment) -> StreamFault,
    before: &'static str,
    after: &'static str,
) -> Row {
    Row { name, fault: Play::At(fault), endpoints: &BOTH, before, waits: BACKOFF, after }
}

fn whenever(name: &'static str, fault: StreamFault, after: &'static str) -> Row {
    Row { name, fault: Play::Whenever(fault), endpoints: &BOTH, before: "", waits: &[], after }
}

fn rows() -> Vec<Row> {
    vec![
        at("the stream ends", StreamFault::Cut, CUT, LOST),
        at("connection closed", StreamFault::Close, CUT, LOST),
        at("reset", StreamFault::Reset, CUT, LOST),
        at("stall", StreamFault::Stall, TIMED_OUT, TIMED_OUT),
        at("an error event", StreamFault::ErrorEvent, SERVER_ERROR, SERVER_ERROR),
        at(
            "an error event, then a failed run",
            StreamFault::ErrorThenFailed,
            SERVER_ERROR,
            SERVER_ERROR,
        ),
        at("a run that fails", StreamFault::FailedRun, SERVER_ERROR, SERVER_ERROR),
        Row {
            endpoints: &[Endpoint::Responses],
            ..at(
                "a flat error event, Responses",
                StreamFault::FlatErrorEvent,
                SERVER_ERROR,
                SERVER_ERROR,
            )
        },
        Row {
            endpoints: &[Endpoint::Chat],
            waits: &[],
            ..at("a flat error event, Chat", StreamFault::FlatErrorEvent, "`Api` 200", "`Api` 200")
        },
        whenever("the stream ends within an event", StreamFault::CutInEvent, LOST),
        whenever("blanks for ever", StreamFault::RunAwayBlanks, "`Truncated` `RunAwayBlanks`"),
        whenever("an event of broken JSON", StreamFault::BrokenJson, MALFORMED),
        whenever("invalid UTF-8 in an event", StreamFault::InvalidUtf8, MALFORMED),
        whenever(
            "a line beyond `max_body`",
            StreamFault::LongLine { bytes: 2 * MAX_BODY },
            MALFORMED,
        ),
        whenever("a page of HTML", StreamFault::Html, MALFORMED),
        whenever("the answer in one body", StreamFault::PlainBody, VALUE),
        whenever("an empty output in the last event", StreamFault::EmptyTerminalOutput, VALUE),
        whenever("no blank line behind the last event", StreamFault::MissingLastBlankLine, VALUE),
        whenever("no `[DONE]`, or one too many", StreamFault::MissingDone, VALUE),
        whenever("other ids in each event", StreamFault::RotatingIds, VALUE),
        whenever("comments and keep-alives", StreamFault::KeepAlives, VALUE),
        whenever("chunks without choices", StreamFault::AzureChunks, VALUE),
        whenever("a byte order mark", StreamFault::Bom, VALUE),
        whenever("lines that end in CR", StreamFault::Cr, VALUE),
        whenever("lines that end in CR LF", StreamFault::CrLf, VALUE),
    ]
}

impl Row {
    fn played_by(&self) -> String {
        match &self.fault {
            Play::At(fault) => variant(&fault(InContent)),
            Play::Whenever(fault) => variant(fault),
        }
    }

    /// As the document has it.
    fn written(&self) -> String {
        let Self { name, before, waits, after, .. } = self;
        let waits: Vec<String> = waits.iter().map(|wait| format!("{wait} s")).collect();
        let again = if waits.is_empty() { "no".to_owned() } else { waits.join(", ") };
        let before = match self.fault {
            Play::At(_) => format!("{before}; {again}"),
            Play::Whenever(_) => String::new(),
        };
        format!("| {name} | `StreamFault::{}` | {before} | {after} |", self.played_by())
            .replace("|  |", "| |")
    }
}

fn variant(fault: &StreamFault) -> String {
    let shown = format!("{fault:?}");
    shown.split([' ', '(', '{']).next().unwrap().to_owned()
}

struct Stage {
    clock: TestClock,
    cities: Extractor<City>,
    server: Server,
}

impl Stage {
    async fn new(endpoint: Endpoint, fault: StreamFault) -> Self {
        let server = Server::builder().api_key(KEY).start().await.unwrap();
        let clock = TestClock::default();
        let client = Client::builder().base_url(server.url()).api_key(KEY).endpoint(endpoint);
        let client =
            client.timeout(TIMEOUT).max_body(MAX_BODY).clock(clock.clone()).build().unwrap();
        let rings = clock.clone();
        server.respond(move |_| {
            if let StreamFault::Stall(BeforeEvents | BeforeContent) = fault {
                rings.ring_after(0);
            }
            Outcome::answer(lisbon()).tokens(4..=4).stream_fault(fault)
        });
        Self { clock, cities: client.extractor("gpt-4.1"), server }
    }

    /// What a stream with this fault comes to, and how often it was shown.
    async fn ask(&self, fault: StreamFault) -> (Result<Extraction<City>, Error>, usize) {
        let mut stream = match self.cities.stream("a city").await {
            Ok(stream) => stream,
            Err(error) => return (Err(error), 0),
        };
        let mut shown = 0;
        let stalls_after = match fault {
            StreamFault::Stall(InContent) => 3,
            StreamFault::Stall(AfterContent) => 5,
            _ => usize::MAX,
        };
        loop {
            match stream.next().await {
                Some(Ok(_)) => shown += 1,
                Some(Err(told)) => {
                    let end = stream.finish().await;
                    assert_eq!(format!("{:?}", end.as_ref().err()), format!("{:?}", Some(told)));
                    return (end, shown);
                }
                None => return (stream.finish().await, shown),
            }
            if shown == stalls_after {
                self.clock.ring_after(0);
            }
        }
    }
}

/// All that must hold for an error.
fn check(name: &str, error: &Error, came: std::ops::Range<usize>) {
    let partial = error.partial_text().unwrap_or_default();
    assert!(came.contains(&partial.len()), "{name}: {partial}");
    let begins = TEXT.starts_with(partial) || partial.starts_with(r#"{"name":"#);
    assert!(begins, "{name}: {partial}");
    let shown = format!("{error} {error:?} {:?}", std::error::Error::source(error));
    assert!(!shown.contains(KEY) && shown.len() < 200_000, "{name}: {shown:.1000}");
}

#[tokio::test]
async fn before_the_answer_begins_a_fault_is_tried_again_like_a_status() {
    for row in rows() {
        let Play::At(fault) = row.fault else { continue };
        for (endpoint, moment) in
            row.endpoints.iter().flat_map(|it| [(*it, BeforeEvents), (*it, BeforeContent)])
        {
            let name = format!("{}, {endpoint:?}, {moment:?}", row.name);
            let fault = fault(moment);
            let stage = Stage::new(endpoint, fault).await;
            let (end, shown) = stage.ask(fault).await;
            let error = end.map(|found| found.value).expect_err(&name);
            assert_eq!((told(&error), shown), (row.before.to_owned(), 0), "{name}");
            check(&name, &error, 0..1);
            let delays: Vec<f64> =
                error.attempts().iter().map(|it| it.delay.as_secs_f64()).collect();
            assert_eq!(delays, [&[0.0], row.waits].concat(), "{name}");
            assert_eq!(stage.server.requests().len(), delays.len(), "{name}");
        }
    }
}

#[tokio::test]
async fn after_the_answer_has_begun_nothing_is_tried_again_and_nothing_that_came_is_lost() {
    for row in rows() {
        let moments = match row.fault {
            Play::At(fault) => vec![(fault(InContent), 12..13), (fault(AfterContent), 17..18)],
            Play::Whenever(StreamFault::Html) => vec![(StreamFault::Html, 0..1)],
            Play::Whenever(StreamFault::RunAwayBlanks) => {
                vec![(StreamFault::RunAwayBlanks, 1_000..1_100)]
            }
            Play::Whenever(fault) => vec![(fault, 4..17)],
        };
        for (endpoint, (fault, came)) in
            row.endpoints.iter().flat_map(|it| moments.iter().map(|m| (*it, m.clone())))
        {
            let name = format!("{}, {endpoint:?}, {fault:?}", row.name);
            let stage = Stage::new(endpoint, fault).await;
            match stage.ask(fault).await {
                (Ok(found), shown) => {
                    assert_eq!((row.after, found.value), (VALUE, lisbon()), "{name}");
                    assert!(found.usage.is_reported() && shown > 0, "{name}");
                }
                (Err(error), shown) => {
                    assert_eq!(told(&error), row.after, "{name}: {error:?}");
                    assert_eq!(shown > 0, came.start > 0, "{name}");
                    assert_eq!(error.is_retryable(), RETRYABLE.contains(&row.after), "{name}");
                    check(&name, &error, came);
                }
            }
            assert_eq!(stage.server.requests().len(), 1, "{name}");
        }
    }
}

#[test]
fn the_document_has_a_row_for_each_fault_of_a_stream() {
    let rows: Vec<String> = rows().iter().map(Row::written).collect();
    let written: Vec<&str> = DOCUMENT
        .lines()
        .skip_while(|line| !line.starts_with("| Fault of a stream |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .collect();
    assert_eq!(written, rows, "\n{}", rows.join("\n"));
}

#[test]
fn the_table_has_every_fault_of_a_stream_that_the_server_plays() {
    let played: BTreeSet<String> = rows().iter().map(Row::played_by).collect();
    for (name, fault) in StreamFault::all() {
        assert!(played.contains(&variant(&fault)), "{name}");
    }
}

//! The run that is killed.

use std::{
    collections::HashSet,
    fs::File,
    io::{BufRead, BufReader, BufWriter, Write},
    path::Path,
    time::{Duration, SystemTime},
};

use extract::{
    Client, Error,
    pipeline::Document,
    transport::{BoxFuture, Clock, SystemClock},
};
use serde_json::Value;

use crate::books::{Books, Kind};

/// Documents in work at once.
pub const IN_WORK: u64 = 128;

/// What a document says: of ten, the last one equals the one before it.
pub fn number_of(document: u64) -> u64 {
    if document % 10 == 9 { document - 1 } else { document }
}

/// How many of so many documents differ.
pub fn different(documents: u64) -> u64 {
    documents - documents / 10
}

pub async fn run(url: &str, documents: u64, folder: &Path) {
    let client = Client::builder().base_url(url).clock(Hurried::default()).max_retries(20);
    let numbers = client.build().unwrap().extractor::<u64>("gpt-4.1");
    let documents = (0..documents).map(|n| Document::new(n.to_string(), number_of(n).to_string()));
    let run = numbers.run(documents).concurrency(IN_WORK as usize).journal(folder.join("journal"));
    let mut outcomes = run.start().await.unwrap();
    let mut out = BufWriter::new(File::create(folder.join("outcomes")).unwrap());
    while let Some(outcome) = outcomes.next().await {
        let word = match outcome.result {
            Ok(found) => {
                assert_eq!(found.value, number_of(outcome.id.parse().unwrap()));
                "value"
            }
            Err(Error::Refused(_)) => "refusal",
            Err(Error::Truncated(_)) => "truncation",
            Err(error) => panic!("{}: {error:?}", outcome.id),
        };
        writeln!(out, "{} {word}", outcome.id).unwrap();
    }
    out.flush().unwrap();
}

/// What the documents say of whole lines in the journal, read without the library.
pub fn kept(folder: &Path) -> HashSet<u64> {
    let file = File::open(folder.join("journal")).unwrap();
    let mut kept = HashSet::new();
    for line in BufReader::new(file).split(b'\n').skip(1) {
        let line = line.unwrap();
        // A torn line at the end is no JSON.
        let Some(text) = line.get(9..) else { continue };
        let Ok(record) = serde_json::from_slice::<Value>(text) else { continue };
        if record["outcome"] != "failed" {
            kept.insert(number_of(record["id"].as_str().unwrap().parse().unwrap()));
        }
    }
    kept
}

/// Adds half a line, as a machine leaves it that loses its power.
pub fn tear(folder: &Path) {
    let path = folder.join("journal");
    let text = std::fs::read(&path).unwrap();
    let last = text.split(|byte| *byte == b'\n').rfind(|line| !line.is_empty()).unwrap();
    let mut file = File::options().append(true).open(path).unwrap();
    file.write_all(&last[..last.len() / 2]).unwrap();
}

/// Each document has one outcome, which is what the server answered last.
pub fn check_outcomes(folder: &Path, documents: u64, books: &Books) {
    let file = File::open(folder.join("outcomes")).unwrap();
    let mut seen = HashSet::new();
    for line in BufReader::new(file).lines() {
        let line = line.unwrap();
        let (id, word) = line.split_once(' ').unwrap();
        let id: u64 = id.parse().unwrap();
        assert!(seen.insert(id), "{id} twice");
        let expected = match books.last(number_of(id)).unwrap() {
            Kind::Refusal => "refusal",
            Kind::Truncation => "truncation",
            Kind::Value => "value",
        };
        assert_eq!(word, expected, "{id}");
    }
    assert_eq!(seen.len() as u64, documents);
}

/// The clock of the system, whose waits before a retry take a thousandth of their time.
#[derive(Clone, Default)]
struct Hurried(SystemClock);

impl Clock for Hurried {
    fn now(&self) -> Duration {
        self.0.now()
    }

    fn wall(&self) -> SystemTime {
        self.0.wall()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let is_wait = time <= Duration::from_secs(8);
        self.0.sleep(if is_wait { time / 1000 } else { time })
    }

    fn random(&self) -> f64 {
        self.0.random()
    }
}

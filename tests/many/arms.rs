use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use extract::{Client, Extractor, pipeline::Document};
use tokio::task::JoinSet;

use crate::service::Prompt;

const IN_FLIGHT: usize = 256;

/// Ways to bring documents to their values.
#[derive(Clone, Copy)]
pub enum Arm {
    Loop,
    Run,
    Journal,
}

impl Arm {
    pub const ALL: [Self; 3] = [Self::Loop, Self::Run, Self::Journal];

    pub fn name(self) -> &'static str {
        match self {
            Self::Loop => "loop",
            Self::Run => "run",
            Self::Journal => "journal",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|arm| arm.name() == name)
    }

    /// How long it takes for so many documents, where each answer takes `time`.
    pub async fn go(self, time: Duration, documents: u64, journal: &Path) -> Duration {
        let extractor = numbers(time);
        let start = Instant::now();
        match self {
            Self::Loop => loop_over(extractor, documents).await,
            Self::Run => run_over(&extractor, documents, None).await,
            Self::Journal => run_over(&extractor, documents, Some(journal)).await,
        }
        start.elapsed()
    }
}

impl fmt::Display for Arm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Loop => "a loop over the client",
            Self::Run => "a run",
            Self::Journal => "a run with a journal",
        })
    }
}

fn numbers(time: Duration) -> Extractor<u64> {
    let client = Client::builder().base_url("http://127.0.0.1:9/v1").http(Prompt(time));
    client.max_in_flight(IN_FLIGHT as u32).build().unwrap().extractor("gpt-4.1")
}

fn each(documents: u64) -> impl Iterator<Item = Document> + Unpin {
    (0..documents)
        .map(|n| Document::new(format!("document-{n}"), format!("the text of document {n}")))
}

/// As many workers as there are places, each of which takes the next document: what one would write.
async fn loop_over(extractor: Extractor<u64>, count: u64) {
    let documents = Arc::new(Mutex::new(each(count)));
    let mut workers = JoinSet::new();
    for _ in 0..IN_FLIGHT {
        let (extractor, documents) = (extractor.clone(), documents.clone());
        workers.spawn(async move {
            let mut sum = 0;
            loop {
                let next = documents.lock().unwrap().next();
                let Some(document) = next else { break sum };
                sum += extractor.extract(document.input).await.unwrap().value;
            }
        });
    }
    let mut sum = 0;
    while let Some(ended) = workers.join_next().await {
        sum += ended.unwrap();
    }
    assert_eq!(sum, count * 7);
}

async fn run_over(extractor: &Extractor<u64>, count: u64, journal: Option<&Path>) {
    let run = extractor.run(each(count)).concurrency(IN_FLIGHT);
    let run = match journal {
        Some(path) => run.journal(path),
        None => run,
    };
    let mut outcomes = run.start().await.unwrap();
    let mut sum = 0;
    while let Some(outcome) = outcomes.next().await {
        sum += outcome.result.unwrap().value;
    }
    assert_eq!(sum, count * 7);
}

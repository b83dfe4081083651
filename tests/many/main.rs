//! What a run costs beside the calls that it makes: `scripts/many` runs it; no part of `cargo test`, since it
//! measures.

#![allow(clippy::disallowed_methods, reason = "it measures real time")]

mod service;

use std::{
    process::Command,
    time::{Duration, Instant},
};

use extract::{Client, Extractor, pipeline::Document};
use service::Prompt;
use tokio::task::JoinSet;

const IN_FLIGHT: usize = 256;
/// Runs of each arm, of which the median counts.
const ROUNDS: usize = 5;
const DOCUMENTS: u64 = 50_000;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, documents] = &arguments[..]
        && mode == "memory"
    {
        return memory(documents.parse().unwrap()).await;
    }
    let few = peak(1_000);
    let many = peak(1_000_000);
    println!("peak memory: {few:.1} MiB for 1,000 documents, {many:.1} MiB for 1,000,000");
    assert!(many - few <= 64.0, "more than 64 MiB above");
    throughput().await;
}

/// The peak memory of a run over so many documents in a process of its own, in MiB.
fn peak(documents: u64) -> f64 {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let output = command.args(["memory", &documents.to_string()]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    text.trim().parse::<f64>().unwrap() / 1024.0
}

async fn memory(documents: u64) {
    let mut outcomes =
        numbers(Duration::ZERO).run(each(documents)).concurrency(IN_FLIGHT).start().await.unwrap();
    let mut sum = 0;
    while let Some(outcome) = outcomes.next().await {
        sum += outcome.result.unwrap().value;
    }
    assert_eq!(sum, documents * 7);
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    println!("{}", line.trim().trim_end_matches(" kB"));
}

fn each(documents: u64) -> impl Iterator<Item = Document> + Unpin {
    (0..documents)
        .map(|n| Document::new(format!("document-{n}"), format!("the text of document {n}")))
}

fn numbers(time: Duration) -> Extractor<u64> {
    let client = Client::builder().base_url("http://127.0.0.1:9/v1").http(Prompt(time));
    client.max_in_flight(IN_FLIGHT as u32).build().unwrap().extractor("gpt-4.1")
}

/// Documents a second of a loop over the client, of a run, and of a run with a journal.
async fn throughput() {
    let mut figures = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        let extractor = numbers(Duration::from_millis(20));
        figures[0].push(loop_over(extractor.clone()).await);
        figures[1].push(run_over(&extractor, false).await);
        figures[2].push(run_over(&extractor, true).await);
    }
    let [bare, run, journal] = figures.map(|mut figures| {
        figures.sort_by(f64::total_cmp);
        figures[ROUNDS / 2]
    });
    println!("{bare:.0} documents a second in a loop over the client");
    println!("{run:.0} in a run: {:.3}x", run / bare);
    println!("{journal:.0} in a run with a journal: {:.3}x of that without", journal / run);
    assert!(run / bare >= 0.9, "less than 0.9x");
    assert!(journal / run >= 0.95, "the journal costs more than 5 %");
}

/// As many workers as there are places, each of which takes the next document: what one would write.
async fn loop_over(extractor: Extractor<u64>) -> f64 {
    let start = Instant::now();
    let documents = std::sync::Arc::new(std::sync::Mutex::new(each(DOCUMENTS)));
    let mut workers = JoinSet::new();
    for _ in 0..IN_FLIGHT {
        let (extractor, documents) = (extractor.clone(), documents.clone());
        workers.spawn(async move {
            loop {
                let next = documents.lock().unwrap().next();
                let Some(document) = next else { break };
                assert_eq!(extractor.extract(document.input).await.unwrap().value, 7);
            }
        });
    }
    while let Some(ended) = workers.join_next().await {
        ended.unwrap();
    }
    DOCUMENTS as f64 / start.elapsed().as_secs_f64()
}

async fn run_over(extractor: &Extractor<u64>, with_journal: bool) -> f64 {
    let path = std::env::temp_dir().join(format!("extract-many-{}", std::process::id()));
    let start = Instant::now();
    let run = extractor.run(each(DOCUMENTS)).concurrency(IN_FLIGHT);
    let run = if with_journal { run.journal(&path) } else { run };
    let mut outcomes = run.start().await.unwrap();
    while let Some(outcome) = outcomes.next().await {
        assert_eq!(outcome.result.unwrap().value, 7);
    }
    let figure = DOCUMENTS as f64 / start.elapsed().as_secs_f64();
    drop(outcomes);
    let _ = std::fs::remove_file(&path);
    figure
}

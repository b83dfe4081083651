//! What a run costs beside the calls that it makes: `scripts/many` runs it; no part of `cargo test`, since it
//! measures.

#![allow(clippy::disallowed_methods, reason = "it measures real time")]

mod arms;
mod service;

use std::{path::PathBuf, process::Command, time::Duration};

use arms::Arm;

/// Each arm is measured so many times; the ratios within a round count, and of them the median.
const ROUNDS: usize = 11;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, documents] = &arguments[..]
        && let Some(arm) = Arm::named(mode)
    {
        return memory(arm, documents.parse().unwrap()).await;
    }
    let many = arguments.first().map_or(1_000_000, |text| text.parse().expect("a number"));
    let above = peaks(Arm::Run, many);
    // The journal remembers where the line of each request is: told, and no part of the goal.
    peaks(Arm::Journal, many);
    throughput((many / 50).max(1)).await;
    assert!(above <= 64.0, "more than 64 MiB above");
}

/// How much more memory many documents take than few, in MiB.
fn peaks(arm: Arm, many: u64) -> f64 {
    let [few, many_peak] = [1_000, many].map(|documents| peak(arm, documents));
    let above = many_peak - few;
    println!(
        "{arm}: peak memory {few:.1} MiB for 1,000 documents, {many_peak:.1} MiB for {many}: {above:.1} MiB above"
    );
    above
}

/// The peak memory of a run over so many documents in a process of its own, in MiB.
fn peak(arm: Arm, documents: u64) -> f64 {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let output = command.args([arm.name(), &documents.to_string()]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    text.trim().parse::<f64>().unwrap() / 1024.0
}

async fn memory(arm: Arm, documents: u64) {
    let journal = scratch();
    arm.go(Duration::ZERO, documents, &journal).await;
    let _ = std::fs::remove_file(journal);
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    println!("{}", line.trim().trim_end_matches(" kB"));
}

fn scratch() -> PathBuf {
    std::env::temp_dir().join(format!("extract-many-{}", std::process::id()))
}

/// Documents a second of each arm, one after the other, beginning with another one in each round.
async fn throughput(documents: u64) {
    let mut figures = [const { Vec::new() }; 3];
    let journal = scratch();
    for round in 0..ROUNDS {
        for turn in 0..3 {
            let index = (round + turn) % 3;
            let took = Arm::ALL[index].go(Duration::from_millis(20), documents, &journal).await;
            let _ = std::fs::remove_file(&journal);
            figures[index].push(documents as f64 / took.as_secs_f64());
        }
    }
    for (arm, figures) in Arm::ALL.iter().zip(&figures) {
        println!("{arm}: {:.0} documents a second", median(figures));
    }
    let [bare, run, journal] = &figures;
    let run_ratio = median(&ratios(run, bare));
    let journal_ratio = median(&ratios(journal, run));
    println!("a run beside the loop: {run_ratio:.3}x");
    println!("a run with a journal beside one without: {journal_ratio:.3}x");
    assert!(run_ratio >= 0.9, "less than 0.9x");
    assert!(journal_ratio >= 0.95, "the journal costs more than 5 %");
}

fn ratios(left: &[f64], right: &[f64]) -> Vec<f64> {
    left.iter().zip(right).map(|(left, right)| left / right).collect()
}

fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

//! Where batches are split, and as many lines as make two of them.

use extract::{
    pipeline::Document,
    testing::{BatchPlan, Fault, FileCall, Server},
};

use super::stage::*;

/// Lines in each input file.
fn lines(server: &Server) -> Vec<usize> {
    let files = server.files();
    let inputs = files.iter().filter(|file| file.purpose() == "batch");
    inputs.map(|file| file.content().iter().filter(|byte| **byte == b'\n').count()).collect()
}

#[tokio::test]
async fn files_are_split_by_lines_and_by_bytes() {
    let server = echo().await;
    let job = numbers(&server).batch(documents(7)).max_lines(3).submit().await.unwrap();
    assert_eq!(lines(&server), [3, 3, 1]);
    assert_whole(&finish(&job).await.0, 7);
    let file = server.files()[0].content().len() as u64;
    for (bytes, expected) in [(file, [3, 3, 1]), (file + 1, [3, 3, 1]), (file - 1, [2, 2, 2])] {
        let server = echo().await;
        let job = numbers(&server).batch(documents(7)).max_bytes(bytes).submit().await.unwrap();
        assert_eq!(lines(&server)[..3], expected, "{bytes} bytes");
        assert_whole(&finish(&job).await.0, 7);
    }
}

/// The figures are those of one machine, with the server in the same process.
#[tokio::test]
#[ignore = "a minute, and much memory: `scripts/batch`"]
#[allow(clippy::disallowed_methods, reason = "it measures real time")]
async fn one_line_more_than_a_batch_takes_makes_two() {
    const LINES: u64 = 50_001;
    let (server, journal) = (echo().await, Scratch::new());
    for fault in [Fault::HalfBody, Fault::Disconnect] {
        server.file_fault(FileCall::Upload, fault.clone());
        server.file_fault(FileCall::Download, fault.clone());
        server.file_fault(FileCall::Download, fault);
    }
    server.plan_batch(BatchPlan::new().shuffle(5));
    let batch = || numbers(&server).batch(documents(LINES)).journal(&journal.0);
    let begun = std::time::Instant::now();
    let job = batch().submit().await.unwrap();
    println!("{LINES} lines submitted in {:.1?} as {:?}", begun.elapsed(), lines(&server));
    assert_eq!(lines(&server), [50_000, 1]);
    let ids = job.ids().to_vec();
    drop(job);

    let begun = std::time::Instant::now();
    let job = batch().submit().await.unwrap();
    println!("found again by another program in {:.1?}", begun.elapsed());
    assert_eq!((job.ids(), server.batches().len()), (&ids[..], 2));
    let begun = std::time::Instant::now();
    let outcomes = job.wait().await.unwrap();
    println!("ended in {:.1?}", begun.elapsed());
    let begun = std::time::Instant::now();
    let (found, report) = all(outcomes).await;
    println!("{} outcomes in {:.1?}: {report:?}", found.len(), begun.elapsed());
    assert_whole(&found, LINES);
    assert_eq!((report.total(), report.done, report.requests), (LINES, LINES, LINES));
}

/// Four files of 200 MB: no more is held than one of them, beside the server's own copies.
#[tokio::test]
#[ignore = "a minute, and much memory: `scripts/batch`"]
async fn a_file_holds_200_megabytes() {
    let fake = super::fake::Fake::new("completed", &[]);
    let text = "x".repeat(1_000_000);
    let many = (0..850).map(move |number| Document::new(number.to_string(), text.clone()));
    let job = fake.numbers().batch(many).submit().await.unwrap();
    let sizes = fake.uploads();
    println!("files of {sizes:?} bytes; peak memory {:.0} MiB", peak());
    assert_eq!((job.ids().len(), sizes.len()), (5, 5));
    assert!(sizes.iter().all(|size| *size <= 200_001_000), "{sizes:?}");
}

/// The most memory that this process had, in MiB.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok()).unwrap_or(0.0)
        / 1024.0
}

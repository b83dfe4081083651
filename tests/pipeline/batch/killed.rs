//! A program that is killed between any two steps, and run again with the same journal.

use std::{fs, process::Command};

use extract::{
    testing::{BatchPlan, Server},
    transport::{Clock, SystemClock},
};

use super::stage::*;

const URL: &str = "EXTRACT_TEST_BATCH_URL";
const JOURNAL: &str = "EXTRACT_TEST_BATCH_JOURNAL";

#[tokio::test]
async fn a_batch_that_was_submitted_is_found_again_and_not_submitted_twice() {
    let (server, journal) = (echo().await, Scratch::new());
    let batch = || numbers(&server).batch(documents(20)).journal(&journal.0).max_lines(15);
    let first = batch().submit().await.unwrap();
    let ids = first.ids().to_vec();
    assert_eq!(ids.len(), 2);
    drop(first);
    let again = batch().submit().await.unwrap();
    assert_eq!((again.ids(), server.batches().len()), (&ids[..], 2));
    let (found, report) = finish(&again).await;
    assert_whole(&found, 20);
    assert_eq!((report.from_journal, report.damaged), (0, 0));
    drop(again);
    let third = batch().submit().await.unwrap();
    assert_eq!((third.ids().len(), server.batches().len()), (0, 2));
    let (found, report) = finish(&third).await;
    assert_whole(&found, 20);
    assert_eq!((report.from_journal, report.requests), (20, 0));
}

/// As if it had been killed behind each line of the journal: those from the batch's intent on are there
/// before the server hears of it.
#[tokio::test]
async fn wherever_the_journal_ends_nothing_is_submitted_twice() {
    let (server, journal) = (echo().await, Scratch::new());
    let batch = |server: &Server| numbers(server).batch(documents(5)).journal(&journal.0);
    drop(batch(&server).submit().await.unwrap());
    let whole = fs::read(&journal.0).unwrap();
    let ends: Vec<_> =
        (0..whole.len()).filter(|end| whole[*end] == b'\n').map(|end| end + 1).collect();
    // The head, the intent, the list of those that are open, and the id.
    assert_eq!(ends.len(), 4);
    for (lines, end) in (1..).zip(ends) {
        let was_made = lines > 2;
        for torn in [0, 7] {
            let cut = whole.len().min(end + torn);
            fs::write(&journal.0, &whole[..cut]).unwrap();
            if was_made {
                let before = server.batches().len();
                let job = batch(&server).submit().await.unwrap();
                assert_eq!(server.batches().len(), before, "{lines} lines");
                assert_eq!(job.ids(), [server.batches()[0].id.clone()]);
                drop(job);
            }
            if lines < 4 {
                // Killed before the request left.
                fs::write(&journal.0, &whole[..cut]).unwrap();
                let other = echo().await;
                let job = batch(&other).submit().await.unwrap();
                assert_eq!(other.batches().len(), 1, "{lines} lines");
                assert_whole(&finish(&job).await.0, 5);
            }
        }
    }
}

#[tokio::test]
async fn a_run_and_a_batch_share_what_they_know() {
    let (server, journal) = (echo().await, Scratch::new());
    let mut run = numbers(&server).run(documents(4)).journal(&journal.0).start().await.unwrap();
    while run.next().await.is_some() {}
    drop(run);
    let job = numbers(&server).batch(documents(10)).journal(&journal.0).submit().await.unwrap();
    let lines = server.files()[0].content().iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(lines, 6);
    let (found, report) = finish(&job).await;
    assert_whole(&found, 10);
    assert_eq!((report.from_journal, report.requests), (4, 6));
    drop(job);
    let mut run = numbers(&server).run(documents(12)).journal(&journal.0).start().await.unwrap();
    while run.next().await.is_some() {}
    assert_eq!((run.report().from_journal, run.report().requests), (10, 2));
}

#[tokio::test]
async fn equal_content_is_paid_once_and_changed_documents_find_their_place() {
    let (server, journal) = (echo().await, Scratch::new());
    let equal = |count: u64| {
        (0..count).map(|n| extract::pipeline::Document::new(format!("x{n}"), (n % 3).to_string()))
    };
    let batch = |count| numbers(&server).batch(equal(count)).journal(&journal.0);
    drop(batch(6).submit().await.unwrap());
    // More documents than before, all of equal content: they wait for the batch that is there.
    let job = batch(9).submit().await.unwrap();
    assert_eq!(server.batches().len(), 1);
    let (found, report) = finish(&job).await;
    assert_eq!((found.len(), report.from_journal, report.requests), (9, 6, 3));
    let each = (0..9_u64).all(|n| found[&format!("x{n}")].result.as_ref().unwrap().value == n % 3);
    assert!(each, "{found:?}");
}

#[tokio::test]
async fn what_failed_in_a_batch_goes_into_the_next_one() {
    let (server, journal) = (echo().await, Scratch::new());
    server.plan_batch(BatchPlan::new().expire_after(3));
    let batch = || numbers(&server).batch(documents(5)).journal(&journal.0);
    let first = batch().submit().await.unwrap();
    let (_, report) = finish(&first).await;
    assert_eq!((report.done, report.failed), (3, 2));
    drop(first);
    let second = batch().submit().await.unwrap();
    let (found, report) = finish(&second).await;
    assert_whole(&found, 5);
    assert_eq!((report.from_journal, report.requests), (3, 2));
}

/// Half of the outcomes are taken, then all is dropped: the other half is not asked again either.
#[tokio::test]
async fn outcomes_that_were_not_taken_are_given_by_the_next_program() {
    let (server, journal) = (echo().await, Scratch::new());
    let batch = || numbers(&server).batch(documents(1_000)).journal(&journal.0);
    let job = batch().submit().await.unwrap();
    let mut outcomes = job.wait().await.unwrap();
    for _ in 0..500 {
        outcomes.next().await.unwrap();
    }
    drop((outcomes, job));
    let again = batch().submit().await.unwrap();
    let (found, report) = finish(&again).await;
    assert_whole(&found, 1_000);
    assert_eq!((server.batches().len(), report.from_journal + report.requests), (1, 1_000));
}

/// What is killed below: it submits, and never polls.
#[tokio::test]
#[ignore = "a part of the next one"]
async fn child() {
    let (Ok(url), Ok(journal)) = (std::env::var(URL), std::env::var(JOURNAL)) else { return };
    let client = extract::Client::builder().base_url(url).build().unwrap();
    let numbers = client.extractor::<u64>("gpt-5-mini");
    let job = numbers.batch(documents(50)).journal(journal).submit().await.unwrap();
    println!("submitted {:?}", job.ids());
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn a_process_that_is_killed_between_submit_and_poll_loses_nothing() {
    let (server, journal) = (echo().await, Scratch::new());
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "batch::killed::child", "--ignored", "--nocapture"])
        .env(URL, server.url())
        .env(JOURNAL, &journal.0)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    while server.batches().is_empty() {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        SystemClock::default().sleep(std::time::Duration::from_millis(1)).await;
    }
    // On Unix this is `kill -9`.
    child.kill().unwrap();
    child.wait().unwrap();
    let batch = numbers(&server).batch(documents(50)).journal(&journal.0);
    let job = batch.submit().await.unwrap();
    assert_eq!((server.batches().len(), job.ids().len()), (1, 1));
    let (found, report) = finish(&job).await;
    assert_whole(&found, 50);
    assert_eq!(report.requests, 50);
}

#[tokio::test]
async fn what_stood_in_a_file_that_is_gone_is_asked_again() {
    let (server, journal) = (echo().await, Scratch::new());
    let batch = || numbers(&server).batch(documents(5)).journal(&journal.0);
    let job = batch().submit().await.unwrap();
    let file = loop {
        if let Some(file) = job.status().await.unwrap().remove(0).output_file_id {
            break file;
        }
    };
    client(&server).files().delete(&file).await.unwrap();
    assert_eq!(finish(&job).await.1.failed, 5);
    drop(job);
    let again = batch().submit().await.unwrap();
    assert_eq!(server.batches().len(), 2);
    assert_whole(&finish(&again).await.0, 5);
}

//! Connections that are lost on the way: in upload, create, poll and download.

use std::sync::Arc;

use extract::{
    Error,
    testing::{Fault, FileCall, Server},
};

use super::stage::*;

/// After each of these the answer is lost; whether what was asked for is done, the client cannot know.
const LOST: [Fault; 3] = [Fault::Disconnect, Fault::HalfBody, Fault::ServerError];

fn inputs(server: &Server) -> usize {
    server.files().iter().filter(|file| file.purpose() == "batch").count()
}

#[tokio::test]
async fn a_lost_upload_is_made_again_and_leaves_nothing_behind() {
    for fault in LOST {
        let server = echo().await;
        server.file_fault(FileCall::Upload, fault.clone());
        let job = numbers(&server).batch(documents(5)).submit().await.unwrap();
        assert_eq!((server.batches().len(), inputs(&server)), (1, 1), "{fault:?}");
        assert_whole(&finish(&job).await.0, 5);
    }
}

#[tokio::test]
async fn a_batch_whose_making_was_lost_is_found_and_not_made_twice() {
    for fault in LOST {
        let server = echo().await;
        server.batch_fault(fault.clone());
        let job = numbers(&server).batch(documents(5)).submit().await.unwrap();
        assert_eq!((server.batches().len(), inputs(&server)), (1, 1), "{fault:?}");
        assert_whole(&finish(&job).await.0, 5);
    }
}

#[tokio::test]
async fn a_rate_limit_on_batches_is_waited_out() {
    let server = echo().await;
    server.batch_fault(Fault::RateLimited { retry_after: std::time::Duration::from_secs(7) });
    let job = numbers(&server).batch(documents(5)).submit().await.unwrap();
    assert_eq!(server.batches().len(), 1);
    assert_whole(&finish(&job).await.0, 5);
}

#[tokio::test]
async fn lost_polls_are_made_again_for_as_long_as_a_call_may_take() {
    let server = echo().await;
    let job = numbers(&server).batch(documents(5)).submit().await.unwrap();
    for _ in 0..40 {
        server.batch_fault(Fault::HalfBody);
    }
    assert_whole(&finish(&job).await.0, 5);
}

#[tokio::test]
async fn a_lost_download_is_taken_up_where_it_broke() {
    for fault in LOST {
        let server = echo().await;
        let job = numbers(&server).batch(documents(500)).submit().await.unwrap();
        server.file_fault(FileCall::Download, fault.clone());
        server.file_fault(FileCall::Download, fault.clone());
        let (found, report) = finish(&job).await;
        assert_whole(&found, 500);
        assert_eq!(report.total(), 500, "{fault:?}");
    }
}

/// The documents before the break have their values, the others the error; nothing is given twice.
#[tokio::test]
async fn a_download_that_cannot_be_finished_is_the_outcome_of_what_is_left() {
    let server = echo().await;
    let job = numbers(&server).batch(documents(500)).submit().await.unwrap();
    for _ in 0..3 {
        server.file_fault(FileCall::Download, Fault::HalfBody);
    }
    let (found, report) = finish(&job).await;
    assert_eq!((found.len() as u64, report.total()), (500, 500));
    assert!(report.done > 100 && report.failed > 100, "{report:?}");
    let errors = found.values().filter_map(|outcome| outcome.result.as_ref().err());
    assert!(
        errors
            .into_iter()
            .all(|error| matches!(error, Error::Transport(_)) && error.is_retryable())
    );
    let again = numbers(&server).resume_batch(job.ids()).unwrap();
    let (found, report) = finish(&again).await;
    assert_eq!((found.len(), report.done), (500, 500));
}

/// One file could be submitted, the second could not: the job has the first, and says so of the rest.
#[tokio::test]
async fn what_could_not_be_submitted_is_an_outcome_unless_nothing_could() {
    let server = echo().await;
    let refused = || Fault::Status { status: 403, headers: Vec::new(), body: "{}".into() };
    server.file_fault(FileCall::Upload, refused());
    let error = numbers(&server).batch(documents(3)).submit().await.unwrap_err();
    assert!(matches!(&error, Error::Api(said) if said.status() == 403), "{error:?}");

    let (server, journal) = (Arc::new(echo().await), Scratch::new());
    let to_be_broken = Arc::clone(&server);
    let breaking = documents(30).into_iter().inspect(move |document| {
        if document.id == "d15" {
            to_be_broken.file_fault(FileCall::Upload, refused());
        }
    });
    let batch = numbers(&server).batch(breaking).journal(&journal.0).max_lines(10);
    let job = batch.submit().await.unwrap();
    assert_eq!((job.ids().len(), inputs(&server)), (1, 1));
    let (found, report) = finish(&job).await;
    assert_eq!((report.done, report.failed, report.not_sent), (10, 10, 10));
    assert!(matches!(&found["d19"].result, Err(Error::Api(said)) if said.status() == 403));
    assert!(matches!(&found["d20"].result, Err(Error::NotSent(_))));
    drop(job);
    let again = numbers(&server).batch(documents(30)).journal(&journal.0);
    let (found, report) = finish(&again.submit().await.unwrap()).await;
    assert_whole(&found, 30);
    assert_eq!((report.from_journal, report.requests), (10, 20));
}

#[tokio::test]
async fn a_batch_that_is_not_known_at_once_is_looked_for_again() {
    let server = echo().await;
    let job = numbers(&server).batch(documents(5)).submit().await.unwrap();
    server.batch_fault(Fault::Status { status: 404, headers: Vec::new(), body: "{}".into() });
    assert_whole(&finish(&job).await.0, 5);
}

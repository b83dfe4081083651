//! Batches that end before their time, and batches that many ask for.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use extract::testing::{BatchPlan, Outcome, Server};
use serde_json::{Value, json};

use crate::{
    ask::{Answer, send},
    batches::{answers, create, end, graz, ids, lines, poll},
};

async fn cancel(server: &Server, batch: &Answer) -> Answer {
    let path = format!("/batches/{}/cancel", batch.at("/id").as_str().unwrap());
    send(server, "POST", &path, String::new()).await.unwrap()
}

#[tokio::test]
async fn what_did_not_run_in_time_says_so() {
    let server = graz().await;
    for (done, in_output, in_errors) in
        [(0, &[][..], &["a", "b", "c"][..]), (2, &["a", "b"], &["c"]), (9, &["a", "b", "c"], &[])]
    {
        server.plan_batch(BatchPlan::new().in_order().expire_after(done));
        let end = end(&server, &create(&server, &lines(&["a", "b", "c"])).await).await;
        assert_eq!(end.at("/status"), "expired");
        assert!(end.at("/expired_at").is_u64() && end.at("/completed_at").is_null());
        assert_eq!(end.at("/request_counts/completed"), in_output.len());
        assert_eq!(ids(&answers(&server, &end, "/output_file_id").await), in_output);
        let failures = answers(&server, &end, "/error_file_id").await;
        assert_eq!(ids(&failures), in_errors);
        for failure in failures {
            assert_eq!(failure["response"], Value::Null);
            assert_eq!(
                failure["error"],
                json!({ "code": "batch_expired",
                    "message": "This request could not be executed before the completion window \
                                expired." })
            );
        }
    }
}

#[tokio::test]
async fn a_batch_is_cancelled_at_any_time_before_its_end() {
    let server = graz().await;
    let plan = || BatchPlan::new().in_order();
    let cases = [
        // How often it is asked for before, and what has run by then.
        (plan(), 0, &[][..], &["a", "b"][..]),
        (plan(), 1, &[], &["a", "b"]),
        (plan(), 2, &["a", "b"], &[]),
        (plan().polls(2), 3, &["a"], &["b"]),
        (plan().cancel_after(1), 0, &["a"], &["b"]),
        (plan().cancel_after(1), 9, &["a"], &["b"]),
        (plan().polls(0).cancel_after(1), 9, &["a"], &["b"]),
        (plan().cancel_after(9), 0, &["a", "b"], &[]),
    ];
    for (plan, polls, in_output, in_errors) in cases {
        let shown = format!("{plan:?}, {polls}");
        server.plan_batch(plan);
        let made = create(&server, &lines(&["a", "b"])).await;
        for _ in 0..polls {
            let status = poll(&server, &made).await.at("/status");
            assert!(status != "completed" && status != "cancelled", "{shown}");
        }
        for _ in 0..2 {
            let cancelling = cancel(&server, &made).await;
            assert_eq!((cancelling.status, cancelling.at("/status")), (200, json!("cancelling")));
        }
        let end = end(&server, &made).await;
        assert_eq!(end.at("/status"), "cancelled", "{shown}");
        assert!(end.at("/cancelling_at").is_u64() && end.at("/cancelled_at").is_u64());
        assert_eq!(ids(&answers(&server, &end, "/output_file_id").await), in_output, "{shown}");
        let failures = answers(&server, &end, "/error_file_id").await;
        assert_eq!(ids(&failures), in_errors, "{shown}");
        assert!(failures.iter().all(|failure| failure["error"]["code"] == "batch_cancelled"));
        assert!(failures.iter().all(|failure| failure["response"].is_null()));
    }
}

#[tokio::test]
async fn what_has_ended_is_not_cancelled() {
    let server = graz().await;
    for (plan, status) in [
        (BatchPlan::new().in_order(), "completed"),
        (BatchPlan::new().in_order().expire_after(0), "expired"),
        (BatchPlan::new().in_order().fail("a", "b"), "failed"),
    ] {
        server.plan_batch(plan);
        let made = create(&server, &lines(&["a"])).await;
        end(&server, &made).await;
        let refused = cancel(&server, &made).await;
        let message = format!("Cannot cancel a batch with status '{status}'.");
        assert_eq!((refused.status, refused.at("/error/message")), (409, json!(message)));
    }
}

#[tokio::test]
async fn many_at_once_see_each_line_run_once() {
    let server = graz().await;
    let (all, asked): (Vec<String>, _) =
        ((0..200).map(|n| n.to_string()).collect(), Arc::new(AtomicUsize::new(0)));
    let counter = asked.clone();
    server.respond(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        Outcome::answer(3)
    });
    let made = create(&server, &lines(&all.iter().map(String::as_str).collect::<Vec<_>>())).await;
    let looks = [(); 4].map(|()| end(&server, &made));
    let [a, b, c, d] = looks;
    let ends = tokio::join!(a, b, c, d);
    for end in [ends.0, ends.1, ends.2, ends.3] {
        assert_eq!(end.at("/request_counts/completed"), 200);
    }
    assert_eq!(asked.load(Ordering::Relaxed), 200);
    assert_eq!(server.files().len(), 2);
}

use std::{
    future::poll_fn,
    io,
    sync::{Arc, Mutex},
    task::{Poll, Waker},
    time::SystemTime,
};

use super::*;
use crate::transport::BoxFuture;

/// A clock that stands until it is told to go on.
#[derive(Clone, Default)]
struct Still(Arc<Mutex<(Duration, Vec<Waker>)>>);

impl Still {
    fn go_on(&self, time: Duration) {
        let mut inner = self.0.lock().unwrap();
        inner.0 += time;
        inner.1.drain(..).for_each(Waker::wake);
    }
}

impl Clock for Still {
    fn now(&self) -> Duration {
        self.0.lock().unwrap().0
    }
    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let (clock, end) = (self.clone(), self.now() + time);
        Box::pin(poll_fn(move |context| {
            let mut inner = clock.0.lock().unwrap();
            if inner.0 >= end {
                return Poll::Ready(());
            }
            inner.1.push(context.waker().clone());
            Poll::Pending
        }))
    }
    fn random(&self) -> f64 {
        0.0
    }
}

/// What was written, by its writes.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().push(String::from_utf8(bytes.to_vec()).unwrap());
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn priced() -> Server {
    let server = Server::start().await.unwrap();
    server.respond(|request| {
        // 60,000 x 0.25 and 40,000 x 2.00 for a million: 0.095 dollars.
        let mut usage = Usage::new(60_000, 40_000);
        usage.cached = Some(0);
        match number_of(request) {
            7 => Scripted::refuse("no").usage(usage),
            number => Scripted::answer(json!({ "value": number })).usage(usage),
        }
    });
    server
}

fn extractor(server: &Server, clock: &Still) -> Extractor<u64> {
    let client = crate::Client::builder().base_url(server.url()).clock(clock.clone());
    client.build().unwrap().extractor("gpt-5-mini")
}

#[tokio::test]
async fn lines_come_at_their_pace_and_at_the_end() {
    let (server, clock, lines) = (priced().await, Still::default(), Lines::default());
    let progress = Progress::new().every(Duration::from_secs(5)).to(lines.clone());
    let run = extractor(&server, &clock).run(documents(30)).concurrency(1).progress(progress);
    let mut outcomes = run.start().await.unwrap();
    assert_eq!(outcomes.suspend(|| 7), 7);
    for taken in 1..=30 {
        outcomes.next().await.unwrap();
        if taken % 10 == 0 {
            clock.go_on(Duration::from_secs(5));
        }
    }
    assert!(outcomes.next().await.is_none() && outcomes.next().await.is_none());
    let report = outcomes.report();
    assert_eq!((report.done, report.refused), (29, 1));
    drop(outcomes);
    assert_eq!(
        *lines.0.lock().unwrap(),
        [
            "10 of 30 documents (33 %), 2.0 a second, 1,000,000 tokens, $0.95, 1 without a value, \
             about 10.0s left\n",
            "20 of 30 documents (66 %), 2.0 a second, 2,000,000 tokens, $1.90, 1 without a value, \
             about 5.0s left\n",
            "30 documents in 15.0s, 29 with a value, 1 refused, 30 requests, 3,000,000 tokens, $2.85\n",
        ]
    );
}

#[tokio::test]
async fn a_run_that_is_left_says_how_far_it_came() {
    let (server, clock, lines) = (priced().await, Still::default(), Lines::default());
    let run = extractor(&server, &clock).run(documents(30)).concurrency(1);
    let mut outcomes = run.progress(Progress::new().to(lines.clone())).start().await.unwrap();
    outcomes.next().await.unwrap();
    drop(outcomes);
    let lines = lines.0.lock().unwrap();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].starts_with("1 of 30 documents in 0.0s, 1 with a value"), "{lines:?}");
}

/// The clock of a test may say that every wait is over at once.
#[tokio::test]
async fn a_clock_that_does_not_wait_keeps_no_processor_busy() {
    #[derive(Clone, Default)]
    struct Hasty(Still);
    impl Clock for Hasty {
        fn now(&self) -> Duration {
            self.0.now()
        }
        fn wall(&self) -> SystemTime {
            self.0.wall()
        }
        fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
            self.0.go_on(time);
            Box::pin(std::future::ready(()))
        }
        fn random(&self) -> f64 {
            0.0
        }
    }
    let (server, lines) = (priced().await, Lines::default());
    let client = crate::Client::builder().base_url(server.url()).clock(Hasty::default());
    let extractor = client.deadline(Duration::MAX).build().unwrap().extractor::<u64>("gpt-5-mini");
    let run = extractor.run(documents(5)).concurrency(1);
    let run = run.progress(Progress::new().to(lines.clone())).start().await.unwrap();
    let (found, _) = all(run).await;
    assert_eq!(found.len(), 5);
    assert!(lines.0.lock().unwrap().len() < 50);
}

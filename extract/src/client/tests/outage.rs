//! A minute without the service, under simulated time.

use std::time::Duration;

use tokio::{task::JoinSet, time::Instant};

use super::*;

const MINUTE: Duration = Duration::from_secs(60);

/// Answers after a second, but for the second minute, in which it fails at once.
#[derive(Clone)]
struct Failing {
    start: Instant,
    how: How,
    /// Requests by minute.
    seen: Arc<Mutex<[u32; 3]>>,
}

#[derive(Clone, Copy, Debug)]
enum How {
    Refused,
    Overloaded,
}

impl HttpService for Failing {
    fn call(&self, _: HttpRequest<Bytes>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        Box::pin(async move {
            let minute = (self.start.elapsed().as_secs() / 60) as usize;
            self.seen.lock().unwrap()[minute] += 1;
            if minute != 1 {
                rest(Duration::from_secs(1)).await;
                return Ok(Response::new(Body::from(Bytes::from(answer(Endpoint::Chat, "{}")))));
            }
            match self.how {
                How::Refused => Err(HttpError::new(TransportErrorKind::Connect, "refused")),
                How::Overloaded => {
                    let body = error_body("server_is_overloaded");
                    let mut response = Response::new(Body::from(Bytes::from(body)));
                    *response.status_mut() = 503.try_into().unwrap();
                    Ok(response)
                }
            }
        })
    }
}

impl Failing {
    fn new(how: How) -> Self {
        Self { start: Instant::now(), how, seen: Arc::default() }
    }

    fn extractor(&self) -> Extractor<String> {
        let builder = Client::builder().base_url("https://api.example.com/v1");
        let builder = builder.endpoint(Endpoint::Chat).http(self.clone());
        extractor(builder.build().unwrap())
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_makes_no_storm() {
    for how in [How::Refused, How::Overloaded] {
        // Twenty calls a second, whatever becomes of them.
        let service = Failing::new(how);
        let extractor = service.extractor();
        let mut calls = JoinSet::new();
        for _ in 0..20 * 170 {
            let extractor = extractor.clone();
            calls.spawn(async move { extractor.ask("".into()).await });
            rest(Duration::from_millis(50)).await;
        }
        let [before, outage, after] = *service.seen.lock().unwrap();
        println!("{how:?}, even: {before}, {outage}, {after} requests");
        assert_eq!(before, 1200, "{how:?}");
        assert!(f64::from(outage) <= 1.2 * f64::from(before), "{how:?}: {outage}");
        assert!(after >= 1000, "{how:?}: {after}");
        let results = calls.join_all().await;
        let lost = results.iter().filter(|result| result.is_err()).count();
        assert!(lost <= 30, "{how:?}: {lost}");

        // Forty workers, each with the next call as soon as it has an outcome.
        let service = Failing::new(how);
        let extractor = service.extractor();
        let mut workers = JoinSet::new();
        for _ in 0..40 {
            let extractor = extractor.clone();
            let start = service.start;
            workers.spawn(async move {
                let mut lost = 0;
                while start.elapsed() < 3 * MINUTE - Duration::from_secs(10) {
                    lost += u32::from(extractor.ask("".into()).await.is_err());
                }
                lost
            });
        }
        let lost: u32 = workers.join_all().await.into_iter().sum();
        let [before, outage, after] = *service.seen.lock().unwrap();
        println!("{how:?}, workers: {before}, {outage}, {after} requests");
        assert!((2300..=2400).contains(&before), "{how:?}: {before}");
        assert!(f64::from(outage) <= 1.2 * f64::from(before), "{how:?}: {outage}");
        assert!(after >= 1000, "{how:?}: {after}");
        assert!(lost <= 60, "{how:?}: {lost}");
    }
}

#[tokio::test]
async fn a_token_that_is_missing_does_not_end_an_outage() {
    let stage = Stage::new((0..10).map(|_| error(500, "")));
    let count = Arc::new(Mutex::new(0));
    let tokens = move || {
        let mut count = count.lock().unwrap();
        *count += 1;
        let token = match *count {
            9 => Err(HttpError::new(TransportErrorKind::Token, "no token")),
            _ => Ok("a-token".to_owned()),
        };
        async { token }
    };
    let builder = stage.builder().max_in_flight(1).max_retries(0).token_provider(tokens);
    let extractor = extractor(builder.build().unwrap());
    let mut queued = Vec::new();
    for _ in 0..11 {
        let error = extractor.ask("a".into()).await.expect_err("failed");
        queued.push(error.attempts()[0].queued.as_secs_f64());
    }
    // Eight failures, nothing sent, two more failures.
    assert_eq!(queued[..8], [0.0; 8]);
    assert_eq!(queued[8..], [0.5, 0.0, 1.0]);
}

#[tokio::test]
async fn failures_that_no_later_try_cures_are_no_outage() {
    let acts = (0..100).map(|_| Act::Answer(500, &[("x-should-retry", "false")], error_body("")));
    let stage = Stage::new(acts);
    let extractor = stage.extractor(Endpoint::Chat);
    for _ in 0..100 {
        let error = extractor.ask("".into()).await.expect_err("an error");
        assert_eq!(error.attempts().len(), 1);
    }
    assert_eq!(stage.clock.now(), Duration::ZERO);
}

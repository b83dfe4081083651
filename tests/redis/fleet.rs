//! Two processes share 500 requests and 200,000 tokens a minute, before a service that enforces them.

use std::{
    process::{Child, Command},
    sync::{Arc, Mutex},
    time::Duration,
};

use extract::{
    Client, RateLimit,
    testing::{Outcome, Server},
    transport::RedisAllowance,
};
use serde_json::json;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

use crate::server::Redis;

pub const WORKER: &str = "worker";
const REQUESTS: u64 = 500;
const TOKENS: u64 = 200_000;
const MINUTE: Duration = Duration::from_secs(60);
const RUN: Duration = Duration::from_secs(150);

/// One of the processes: asks without end.
pub async fn work(redis: &str, service: &str) -> ! {
    let limit = RateLimit::per_minute(REQUESTS, TOKENS);
    let client = Client::builder()
        .base_url(service)
        .allowance(RedisAllowance::new(redis, "fleet", limit).unwrap())
        .max_retries(0)
        .build()
        .unwrap();
    let numbers = client.extractor::<u64>("gpt-4.1");
    let mut running = JoinSet::new();
    loop {
        while running.len() < 64 {
            let numbers = numbers.clone();
            running.spawn(async move {
                // The name of this process, and a text 100-fold longer at times.
                let words = "word ".repeat(fastrand::usize(6..600));
                numbers.extract(format!("{} {words}", std::process::id())).await
            });
        }
        running.join_next().await;
    }
}

/// What the service has let through, and what it refused.
struct Books {
    start: Instant,
    left: [f64; 2],
    filled_at: Instant,
    served: Vec<Served>,
    refused: Vec<Duration>,
}

struct Served {
    at: Duration,
    process: String,
    tokens: u64,
}

impl Books {
    fn new() -> Self {
        let start = Instant::now();
        let left = [REQUESTS as f64, TOKENS as f64];
        Self { start, left, filled_at: start, served: Vec::new(), refused: Vec::new() }
    }

    /// Lets a request through if there is room; what was spent comes back evenly.
    fn serve(&mut self, process: &str, tokens: u64) -> bool {
        let now = Instant::now();
        let at = now - self.start;
        let minutes = (now - self.filled_at).as_secs_f64() / 60.0;
        self.filled_at = now;
        let need = [1.0, tokens as f64];
        for (left, full) in self.left.iter_mut().zip([REQUESTS as f64, TOKENS as f64]) {
            *left = (*left + full * minutes).min(full);
        }
        if self.left.iter().zip(need).any(|(left, need)| *left < need) {
            self.refused.push(at);
            return false;
        }
        for (left, need) in self.left.iter_mut().zip(need) {
            *left -= need;
        }
        self.served.push(Served { at, process: process.to_owned(), tokens });
        true
    }

    /// Requests and tokens in the minute from then on.
    fn minute_from(&self, from: Duration) -> (u64, u64) {
        let within = self.served.iter().filter(|served| (from..from + MINUTE).contains(&served.at));
        within.fold((0, 0), |(requests, tokens), served| (requests + 1, tokens + served.tokens))
    }
}

pub async fn keeps_the_limit(redis: &Redis) {
    let books = Arc::new(Mutex::new(Books::new()));
    let service = Server::start().await.unwrap();
    let written = Arc::clone(&books);
    service.respond(move |request| {
        let text = request.body()["input"][0]["content"].as_str().unwrap().to_owned();
        let words = text.split(' ').count() as u64;
        // 30 to 770 tokens, and as many more for what stands around.
        let (input, output) = (words + 80, words / 4 + 10);
        let process = text.split(' ').next().unwrap();
        if !written.lock().unwrap().serve(process, input + output) {
            let body = r#"{"error":{"message":"M","code":"rate_limit_exceeded"}}"#;
            return Outcome::raw(429, &[], body);
        }
        let body = json!({
            "status": "completed",
            "output": [{
                "type": "message",
                "content": [{ "type": "output_text", "text": r#"{"value":1}"# }],
            }],
            "usage": { "input_tokens": input, "output_tokens": output },
        });
        Outcome::raw(200, &[], body.to_string()).after(Duration::from_millis(1500))
    });

    let worker = || {
        Command::new(std::env::current_exe().unwrap())
            .args([WORKER, &redis.url(), &service.url()])
            .spawn()
            .map(Process)
            .unwrap()
    };
    let workers = [worker(), worker()];
    sleep(RUN).await;
    let names = workers.each_ref().map(|worker| worker.0.id().to_string());
    drop(workers);

    let books = books.lock().unwrap();
    let shares = names.map(|name| books.served.iter().filter(|it| it.process == name).count());
    println!("fleet: requests of the two processes {shares:?}, refused {}", books.refused.len());
    let last = (RUN - MINUTE).as_secs();
    let minutes = (0..=last).map(|second| books.minute_from(Duration::from_secs(second)));
    let minutes: Vec<(u64, u64)> = minutes.collect();
    for second in [0, 30, 60, 90] {
        println!("fleet: requests and tokens in the minute from {second} s: {:?}", minutes[second]);
    }
    let later = &minutes[60..];
    let most =
        (later.iter().map(|it| it.0).max().unwrap(), later.iter().map(|it| it.1).max().unwrap());
    println!("fleet: the most in any minute after the first one: {most:?}");
    let used = later.iter().map(|(requests, tokens)| {
        (*requests as f64 / REQUESTS as f64).max(*tokens as f64 / TOKENS as f64)
    });
    let least = used.fold(f64::MAX, f64::min);
    println!("fleet: the least use of the narrower limit in such a minute: {:.1} %", least * 100.0);

    assert!(books.refused.is_empty(), "{:?}", books.refused);
    assert!(most.0 <= REQUESTS && most.1 <= TOKENS);
    assert!(least >= 0.97, "{least}");
    // Neither is starved.
    assert!(shares.iter().all(|share| share * 3 > books.served.len()), "{shares:?}");
}

/// A process that goes when it is not needed any more.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

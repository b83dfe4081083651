//! A cache in Redis: hit, miss, expiry, and a server that is killed, comes back, hangs and goes on.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use extract::{
    Cache, Client, Extractor, Observer,
    sight::CallInfo,
    store::{self, StoreError},
    testing::{Outcome, Server},
};
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::server::Redis;

const PREFIX: &str = "answers:";
const LIFETIME: Duration = Duration::from_secs(2);
/// From a failure to the next try, and a little more.
const PAUSE: Duration = Duration::from_millis(5_500);

/// What the observer of a client is told of the cache.
#[derive(Default)]
struct Told(Mutex<Vec<String>>);

impl Observer for Told {
    fn cache_failed(&self, _: &CallInfo<'_>, error: &StoreError) {
        self.0.lock().unwrap().push(error.to_string());
    }
}

/// A client with a cache, as each process has one.
struct Process {
    cache: Cache,
    numbers: Extractor<u64>,
    told: Arc<Told>,
}

impl Process {
    fn new(redis: &Redis, service: &Server, lifetime: Option<Duration>) -> Self {
        let mut cache = Cache::new(store::Redis::new(&redis.url(), PREFIX).unwrap());
        if let Some(lifetime) = lifetime {
            cache = cache.lifetime(lifetime);
        }
        let told = Arc::new(Told::default());
        let client =
            Client::builder().base_url(service.url()).observer(told.clone()).build().unwrap();
        let numbers = client.extractor("gpt-5-mini").cache(cache.clone());
        Self { cache, numbers, told }
    }

    /// Whether it was a hit, and how long it took. The value is right in any case.
    async fn ask(&self, number: u64) -> (bool, Duration) {
        let start = Instant::now();
        let found = self.numbers.extract(number.to_string()).await.unwrap();
        assert_eq!(found.value, number);
        (found.from_cache, start.elapsed())
    }
}

pub async fn answers_are_shared(mut redis: Redis) {
    let service = Server::start().await.unwrap();
    service.respond(|request| {
        let number: u64 = request.body()["input"][0]["content"].as_str().unwrap().parse().unwrap();
        Outcome::answer(json!({ "value": number }))
    });
    let [one, other] = [(), ()].map(|()| Process::new(&redis, &service, None));
    hits_and_misses(&redis, &service, &one, &other).await;
    all_at_once(&redis, &service).await;
    an_end(&redis, &service).await;
    changed_entries(&redis, &one).await;
    full(&redis, &one).await;

    redis.ask("CLIENT KILL TYPE normal SKIPME yes");
    assert!(one.ask(0).await.0, "a connection that was cut is made anew");
    assert_eq!(one.cache.losses(), 3);

    redis.kill();
    without("it was killed", &one, 0).await;
    redis.start_again();
    sleep(PAUSE).await;
    with("it is back, and empty", &one, false).await;

    redis.signal("-STOP");
    without("it hangs", &one, 1).await;
    redis.signal("-CONT");
    sleep(PAUSE).await;
    with("it goes on", &one, true).await;
}

async fn hits_and_misses(redis: &Redis, service: &Server, one: &Process, other: &Process) {
    const COUNT: u64 = 200;
    let (mut hits, mut slowest) = (0, Duration::ZERO);
    for number in 0..COUNT {
        assert!(!one.ask(number).await.0);
    }
    for number in 0..COUNT {
        let (is_hit, elapsed) = other.ask(number).await;
        hits += u64::from(is_hit);
        slowest = slowest.max(elapsed);
    }
    assert_eq!((hits, service.requests().len() as u64), (COUNT, COUNT));
    assert_eq!(redis.ask("DBSIZE"), format!(":{COUNT}"));
    assert_eq!(one.cache.losses() + other.cache.losses(), 0);
    println!(
        "cache, hit and miss: {COUNT} misses of one client are {hits} hits of another, {} requests, \
         the slowest hit took {slowest:?}",
        service.requests().len()
    );
}

/// The first calls of a program come together.
async fn all_at_once(redis: &Redis, service: &Server) {
    const COUNT: u64 = 64;
    let process = Process::new(redis, service, None);
    let mut running = tokio::task::JoinSet::new();
    for number in 0..COUNT {
        let numbers = process.numbers.clone();
        running.spawn(async move { numbers.extract(number.to_string()).await.unwrap().from_cache });
    }
    let hits = running.join_all().await.into_iter().filter(|is_hit| *is_hit).count() as u64;
    println!("cache, the first {COUNT} calls at once: {hits} hits");
    assert_eq!((hits, process.cache.losses()), (COUNT, 0));
}

/// It takes nothing more, and gives what it has.
async fn full(redis: &Redis, process: &Process) {
    redis.ask("CONFIG SET maxmemory 1");
    assert!(!process.ask(5_000).await.0);
    let (is_hit, _) = process.ask(0).await;
    redis.ask("CONFIG SET maxmemory 0");
    let told = process.told.0.lock().unwrap().split_off(0);
    println!("cache, full: a hit {is_hit}, and told: {told:?}");
    assert!(is_hit && told.len() == 1);
}

async fn an_end(redis: &Redis, service: &Server) {
    let process = Process::new(redis, service, Some(LIFETIME));
    let before = redis.ask("DBSIZE");
    assert!(!process.ask(1_000).await.0);
    assert_ne!(redis.ask("DBSIZE"), before);
    assert!(process.ask(1_000).await.0);
    sleep(LIFETIME + Duration::from_millis(200)).await;
    assert_eq!(redis.ask("DBSIZE"), before, "Redis removes it by itself");
    assert!(!process.ask(1_000).await.0);
    println!("cache, expiry: a hit within {LIFETIME:?}, gone from Redis and asked anew after it");
}

async fn changed_entries(redis: &Redis, process: &Process) {
    // A byte at the end of each.
    redis.ask("EVAL \"for _,k in ipairs(redis.call('KEYS','answers:*')) do redis.call('APPEND',k,'x') end\" 0");
    let before = process.cache.losses();
    assert!(!process.ask(0).await.0);
    assert!(process.ask(0).await.0, "kept anew");
    assert!(!process.ask(1).await.0);
    assert_eq!(process.cache.losses(), before + 2);
    let told = process.told.0.lock().unwrap().split_off(0);
    println!("cache, changed entries: asked anew, and told: {told:?}");
    assert!(told.iter().all(|it| it == "an answer was damaged where it was kept"));
}

/// Calls go on, and each loss is counted and told. Only the first one waits.
async fn without(name: &str, process: &Process, seconds: u64) {
    const COUNT: u64 = 20;
    let before = process.cache.losses();
    let (mut slowest, mut all) = (Duration::ZERO, Duration::ZERO);
    for number in 0..COUNT {
        let (is_hit, elapsed) = process.ask(number).await;
        assert!(!is_hit);
        slowest = slowest.max(elapsed);
        all += elapsed;
    }
    let told = process.told.0.lock().unwrap().split_off(0);
    println!(
        "cache, {name}: {COUNT} of {COUNT} calls have their value, {} losses, the slowest took {slowest:?}, \
         all {all:?}; {}",
        process.cache.losses() - before,
        told[0]
    );
    // One for the look-up, one for what is not kept.
    assert_eq!(process.cache.losses() - before, 2 * COUNT);
    assert_eq!(told.len() as u64, 2 * COUNT);
    assert!(process.cache.trouble().is_some());
    assert!(all < Duration::from_secs(seconds) + Duration::from_millis(1_500), "{all:?}");
}

async fn with(name: &str, process: &Process, is_known: bool) {
    let losses = process.cache.losses();
    let hits = [process.ask(2).await.0, process.ask(2).await.0];
    println!(
        "cache, {name}: hits {hits:?}, trouble {:?}, {losses} losses so far",
        process.cache.trouble()
    );
    assert_eq!(hits, [is_known, true]);
    assert_eq!((process.cache.losses(), process.cache.trouble()), (losses, None));
}

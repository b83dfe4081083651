//! Redis cuts connections, is killed, comes back, hangs and goes on: calls do not stop for it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use extract::{
    RateLimit,
    transport::{Allowance, Need, RedisAllowance, Take},
};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

use crate::server::Redis;

const LIMIT: u64 = 1200;
/// What 98 % of the limit is in a second.
const RATE: f64 = 19.6;
const PHASE: Duration = Duration::from_secs(10);

/// One client of two, which asks as fast as it may.
#[derive(Clone)]
struct Asker {
    allowance: RedisAllowance,
    taken: Arc<AtomicU64>,
    /// The longest that one question took, in milliseconds.
    slowest: Arc<AtomicU64>,
}

impl Asker {
    fn new(redis: &Redis) -> Self {
        let limit = RateLimit::per_minute(LIMIT, 100_000_000);
        let allowance = RedisAllowance::new(&redis.url(), "outage", limit).unwrap();
        Self { allowance, taken: Arc::default(), slowest: Arc::default() }
    }

    async fn run(self) {
        loop {
            let asked = Instant::now();
            let take = self.allowance.take(Need::new(10, 10)).await;
            self.slowest.fetch_max(asked.elapsed().as_millis() as u64, Relaxed);
            match take {
                Take::Taken => _ = self.taken.fetch_add(1, Relaxed),
                Take::Wait(time) => sleep(time).await,
                _ => panic!("{take:?}"),
            }
        }
    }
}

pub async fn calls_go_on(mut redis: Redis) {
    let askers = [Asker::new(&redis), Asker::new(&redis)];
    let mut running = JoinSet::new();
    for asker in askers.clone() {
        running.spawn(asker.run());
    }
    // What may be spent at once is spent.
    sleep(Duration::from_secs(2)).await;
    let shared = RATE * 0.9..=RATE * 1.1;
    let alone = RATE * 1.5..=RATE * 2.2;

    let rate = phase("both share", &askers, false).await;
    assert!(shared.contains(&rate));

    // Nobody has to notice that: a new one is made within the same call.
    redis.ask("CLIENT KILL TYPE normal SKIPME yes");
    let rate = phase("connections were cut", &askers, false).await;
    assert!(shared.contains(&rate));

    redis.kill();
    // Each has a burst of its own.
    sleep(Duration::from_secs(2)).await;
    let rate = phase("it was killed", &askers, true).await;
    assert!(alone.contains(&rate));

    redis.start_again();
    sleep(Duration::from_secs(8)).await;
    let rate = phase("it is back", &askers, false).await;
    assert!(shared.contains(&rate));

    redis.signal("-STOP");
    sleep(Duration::from_secs(2)).await;
    let rate = phase("it hangs", &askers, true).await;
    assert!(alone.contains(&rate));

    redis.signal("-CONT");
    sleep(Duration::from_secs(8)).await;
    let rate = phase("it goes on", &askers, false).await;
    assert!(shared.contains(&rate));
    let slowest = askers.iter().map(|asker| asker.slowest.load(Relaxed)).max().unwrap();
    assert!(slowest < 1_500, "{slowest}");
}

/// Takes a second within the phase; whether Redis is missed must be known to both at its end.
async fn phase(name: &str, askers: &[Asker; 2], is_missed: bool) -> f64 {
    let taken = || askers.iter().map(|asker| asker.taken.load(Relaxed)).sum::<u64>();
    let alone = || askers.iter().map(|asker| asker.allowance.taken_alone()).sum::<u64>();
    for asker in askers {
        asker.slowest.store(0, Relaxed);
    }
    let (before, before_alone, start) = (taken(), alone(), Instant::now());
    sleep(PHASE).await;
    let seconds = start.elapsed().as_secs_f64();
    let (count, count_alone) = (taken() - before, alone() - before_alone);
    let rate = count as f64 / seconds;
    let slowest = askers.iter().map(|asker| asker.slowest.load(Relaxed)).max().unwrap();
    let troubles: Vec<_> = askers.iter().map(|asker| asker.allowance.trouble()).collect();
    println!(
        "outage, {name}: {rate:.1} takes a second of {RATE} allowed, {count_alone} of {count} without \
         Redis, the slowest took {slowest} ms, trouble {troubles:?}"
    );
    assert!(troubles.iter().all(|trouble| trouble.is_some() == is_missed));
    assert_eq!(count_alone > 0, is_missed);
    assert!(slowest < 1_500);
    rate
}

//! The script counts as the buckets of one client do: an allowance that finds no server has only those.

use std::{net::TcpListener, time::Duration};

use extract::{
    RateLimit,
    transport::{Allowance, Need, RedisAllowance, Take},
};
use tokio::time::{Instant, sleep};

use crate::server::Redis;

/// The same takes and settlements on both; each of the four limits is the narrow one for a while. They
/// are asked one after the other, so they may differ by the longest time that lay between, and no more.
pub async fn of_both_buckets(redis: &Redis) {
    let limits = [
        ("requests larger than a bucket", RateLimit::per_minute(100_000, 20_000)),
        ("requests a minute", RateLimit::per_minute(1200, 10_000_000)),
        ("tokens a minute", RateLimit::per_minute(1_000_000, 600_000)),
        ("requests a day", RateLimit::default().requests_per_day(300)),
        ("tokens a day", RateLimit::per_minute(100_000, 10_000_000).tokens_per_day(1_000_000)),
    ];
    for (name, limit) in limits {
        let shared = RedisAllowance::new(&redis.url(), name, limit).unwrap();
        let alone = RedisAllowance::new(&nobody(), name, limit).unwrap();
        let mut chance = fastrand::Rng::with_seed(7);
        let (mut taken, mut waits, mut differs) = (0, 0, Duration::ZERO);
        let mut blink = Duration::from_millis(5);
        for _ in 0..1000 {
            let need = Need::new(chance.u64(1..4000), chance.u64(0..4000));
            let asked = Instant::now();
            let both = (shared.take(need).await, alone.take(need).await);
            blink = blink.max(asked.elapsed());
            match both {
                (Take::Taken, Take::Taken) => {}
                (Take::Wait(here), Take::Wait(there)) => {
                    // Redis wants to be asked every second, so that it knows who still waits.
                    let difference = here.abs_diff(there.min(Duration::from_secs(1)));
                    assert!(difference <= 2 * blink, "{name}: {both:?}, {blink:?}");
                    differs = differs.max(difference);
                    waits += 1;
                    sleep(here.min(Duration::from_millis(20))).await;
                    continue;
                }
                // One was asked a moment later than the other.
                (Take::Taken, Take::Wait(short)) if short <= 2 * blink => take(&alone, need).await,
                (Take::Wait(short), Take::Taken) if short <= 2 * blink => take(&shared, need).await,
                _ => panic!("{name}: {both:?}"),
            }
            taken += 1;
            if chance.bool() {
                let used = chance.u64(0..8000);
                let asked = Instant::now();
                shared.settle(need, used).await;
                alone.settle(need, used).await;
                blink = blink.max(asked.elapsed());
            }
        }
        assert!(taken > 1 && waits > 50, "{name}: {taken} taken, {waits} waits");
        assert_eq!((shared.trouble(), shared.taken_alone()), (None, 0));
        assert!(alone.trouble().is_some());
        println!(
            "agreement, {name}: {taken} taken, {waits} waits, which differ by {differs:?} at most; \
             {blink:?} lay between two questions at most"
        );
    }
}

/// A key stays until all its buckets are full, and goes then.
pub async fn of_the_end_of_a_key(redis: &Redis) {
    let limit = RateLimit::per_minute(600, 60_000);
    let allowance = RedisAllowance::new(&redis.url(), "ending", limit).unwrap();
    assert_eq!(redis.ask("EXISTS ending"), ":0");
    assert_eq!(allowance.take(Need::new(4900, 0)).await, Take::Taken);
    // 4,900 tokens come back at 980 a second; two seconds are added.
    let left: u64 = redis.ask("PTTL ending").trim_start_matches(':').parse().unwrap();
    assert!((6_500..=7_000).contains(&left), "{left}");
    allowance.settle(Need::new(4900, 0), 0).await;
    let left: u64 = redis.ask("PTTL ending").trim_start_matches(':').parse().unwrap();
    assert!(left <= 2_200, "{left}");
    sleep(Duration::from_millis(left + 100)).await;
    assert_eq!(redis.ask("EXISTS ending"), ":0");
    println!("a key goes when its buckets are full");
}

async fn take(allowance: &RedisAllowance, need: Need) {
    while let Take::Wait(time) = allowance.take(need).await {
        sleep(time).await;
    }
}

/// The URL of a port that nobody listens on.
fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("redis://{}", listener.local_addr().unwrap())
}

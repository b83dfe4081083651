//! The shared allowance and the cache against a real Redis. `scripts/redis` and `scripts/cache` run it; no
//! part of `cargo test`, since it needs `redis-server` and five minutes.

#![allow(clippy::disallowed_methods, reason = "a real server takes real time")]

mod agreement;
mod cache;
mod fleet;
mod outage;
mod server;

use server::Redis;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, redis, service] = &arguments[..]
        && mode == fleet::WORKER
    {
        fleet::work(redis, service).await;
    }
    // All parts, or those named.
    let wants = |part: &str| arguments.is_empty() || arguments.iter().any(|it| it == part);
    if wants("fleet") {
        fleet::keeps_the_limit(&Redis::start()).await;
    }
    if wants("cache") {
        cache::answers_are_shared(Redis::start()).await;
    }
    if wants("agreement") {
        let redis = Redis::start();
        agreement::of_both_buckets(&redis).await;
        agreement::of_the_end_of_a_key(&redis).await;
    }
    if wants("outage") {
        outage::calls_go_on(Redis::start()).await;
    }
    println!("all of it holds");
}

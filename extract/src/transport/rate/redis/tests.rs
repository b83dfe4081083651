//! What holds without a real server; `scripts/redis` tries the rest against one.

use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
};

use tokio::time::Instant;

use super::*;

const PASSWORD: &str = "hush-hush-4711";

/// What a server does with everything that it reads.
#[derive(Clone, Copy)]
enum Does {
    /// Says that it does not know the command, and repeats it, as Redis does.
    Repeats,
    SaysNothing,
}

/// The URL of a server on this machine that does so, with a password.
fn server(does: Does) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            thread::spawn(move || {
                let mut buffer = [0; 4096];
                while let Ok(length @ 1..) = stream.read(&mut buffer) {
                    let error = format!(
                        "-ERR unknown command 'AUTH', with args beginning with: '{PASSWORD}'\r\n"
                    );
                    // Each command is a list, which begins with a star.
                    let commands = buffer[..length].iter().filter(|byte| **byte == b'*').count();
                    if matches!(does, Does::Repeats) {
                        stream.write_all(error.repeat(commands).as_bytes()).unwrap();
                    }
                }
            });
        }
    });
    format!("redis://:{PASSWORD}@{address}/")
}

/// The URL of a port that nobody listens on.
fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("redis://:{PASSWORD}@{}/", listener.local_addr().unwrap())
}

#[tokio::test]
async fn without_redis_requests_go_on_within_the_limit_of_this_process() {
    for url in [nobody(), server(Does::Repeats)] {
        let limit = RateLimit::per_minute(20, 1_000_000);
        let allowance = RedisAllowance::new(&url, "key", limit).unwrap();
        assert_eq!(allowance.trouble(), None);
        let need = Need::new(10, 10);
        // A tenth of twenty at once.
        assert_eq!(allowance.take(need).await, Take::Taken);
        assert_eq!(allowance.take(need).await, Take::Taken);
        assert!(matches!(allowance.take(need).await, Take::Wait(_)));
        assert_eq!(allowance.taken_alone(), 2);
        assert!(allowance.trouble().is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_costs_one_request_a_second_and_the_next_ones_nothing() {
    let url = server(Does::SaysNothing);
    let allowance = RedisAllowance::new(&url, "key", RateLimit::per_minute(600, 60_000)).unwrap();
    let start = Instant::now();
    for _ in 0..50 {
        assert_eq!(allowance.take(Need::new(10, 10)).await, Take::Taken);
        allowance.settle(Need::new(10, 10), 15).await;
    }
    assert_eq!(start.elapsed().as_secs(), 1);
    assert_eq!(allowance.trouble().unwrap(), "no answer within a second");
}

#[tokio::test]
async fn what_can_never_be_sent_is_told_without_asking_anybody() {
    let limit = RateLimit::per_minute(20, 1000).tokens_per_day(500);
    let allowance = RedisAllowance::new(&nobody(), "key", limit).unwrap();
    assert_eq!(allowance.take(Need::new(501, 0)).await, Take::TooLarge { limit: 500 });
    assert_eq!(allowance.trouble(), None);
}

#[tokio::test]
async fn the_password_is_shown_nowhere() {
    let resp3 = format!("{}?protocol=resp3", server(Does::Repeats));
    for url in [nobody(), server(Does::Repeats), resp3] {
        let allowance = RedisAllowance::new(&url, "key", RateLimit::default()).unwrap();
        let error = allowance.connect().await.unwrap_err();
        let trouble = allowance.trouble().unwrap();
        for text in [format!("{error} {error:?}"), format!("{allowance:?}"), trouble] {
            assert!(!text.contains(PASSWORD), "{text}");
        }
    }
}

#[test]
fn wrong_settings_are_refused_before_anything_is_sent() {
    let cases = [
        ("", RateLimit::default(), "the URL of Redis"),
        (":hush-hush-4711@host", RateLimit::default(), "the URL of Redis"),
        ("http://:hush-hush-4711@host", RateLimit::default(), "the URL of Redis"),
        ("redis://:hush-hush-4711@host:x", RateLimit::default(), "the URL of Redis"),
        ("redis://:hush-hush-4711@host/x", RateLimit::default(), "the URL of Redis"),
        ("redis://host", RateLimit::per_minute(0, 1), "no requests per minute"),
    ];
    for (url, limit, expected) in cases {
        let error = RedisAllowance::new(url, "key", limit).unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(matches!(error, Error::Config(_)), "{url}: {text}");
        assert!(text.contains(expected) && !text.contains(PASSWORD), "{url}: {text}");
    }
}

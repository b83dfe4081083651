//! Servers that break HTTP and repeat a secret in what they send, and turns that never come.

use std::{sync::Arc, time::Duration};

use extract::{Endpoint, RateLimit};
use tokio::io::AsyncWriteExt;

use super::{Search, carrying, look_at, orders, search::KEY};
use crate::listen::{Listener, read_request};

pub async fn all(endpoint: Endpoint, search: &Arc<Search>) {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let answers = [
        String::new(),
        "HTTP/1.1 200 O".to_owned(),
        format!("220 {KEY}\r\n\r\n"),
        format!("HTTP/1.1 {KEY}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\n{KEY}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nx-{KEY}\0: {KEY}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nx-request-id: {KEY}\r\ncontent-length: {KEY}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{{\"id\":\"{KEY}"),
        // Cut in the middle of the key, of which nothing is left.
        format!(
            "HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{{\"id\":\"{}",
            &KEY[..KEY.len() - 1]
        ),
        format!("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{KEY}"),
        format!("{chunked}{KEY}\r\n"),
        format!("{chunked}9\r\n{KEY}\r\n"),
        format!("HTTP/1.1 200 OK\r\n{}\r\n", format!("x-{KEY}: {KEY}\r\n").repeat(500)),
        format!("HTTP/1.1 200 OK\r\ncontent-encoding: {KEY}\r\ncontent-length: 2\r\n\r\n{{}}"),
    ];
    for answer in answers {
        let listener = Listener::sending(answer).await;
        let orders = orders(carrying(&listener.url, endpoint, search));
        look_at(search, &orders.extract("a").await);
    }

    // Too large, too late, nobody there, no turn.
    let large = format!("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{}", KEY.repeat(50));
    let listener = Listener::sending(large).await;
    let small = orders(carrying(&listener.url, endpoint, search).max_body(100));
    look_at(search, &small.extract("a").await);

    let stalling = Listener::start(|mut stream| async move {
        read_request(&mut stream).await?;
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n";
        stream.write_all(format!("{head}{KEY}").as_bytes()).await?;
        std::future::pending().await
    })
    .await;
    let short = Duration::from_millis(50);
    let real = || extract::transport::SystemClock::default();
    for (timeout, deadline) in [(short, short * 9), (short * 9, short)] {
        let hasty = carrying(&stalling.url, endpoint, search).clock(real()).max_retries(0);
        let result = orders(hasty.timeout(timeout).deadline(deadline)).extract("a").await;
        look_at(search, &result);
    }

    let nobody = || carrying("http://127.0.0.1:1/v1", endpoint, search);
    look_at(search, &orders(nobody()).extract("a").await);
    look_at(search, &orders(nobody().deadline(Duration::ZERO)).extract("a").await);
    let little = orders(nobody().rate_limit(RateLimit::default().tokens_per_minute(1)));
    look_at(search, &little.extract("a").await);
    look_at(search, &little.temperature(9.0).extract("a").await);
}

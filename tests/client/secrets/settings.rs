//! Settings that are wrong, each with a secret in it.

use extract::{Client, ClientBuilder};

use super::search::{KEY, Search};

pub fn all(search: &Search) {
    type Change = fn(ClientBuilder) -> ClientBuilder;
    let wrong: [Change; 18] = [
        |it| it.base_url(format!("https://user:{KEY}@host/v1")),
        |it| it.base_url(format!("https://{KEY}@host/v1")),
        |it| it.base_url(format!("https://host/v1#{KEY}")),
        |it| it.base_url(format!("ftp://host/v1?key={KEY}")),
        |it| it.base_url(format!("http://10.0.0.1/v1?key={KEY}")),
        |it| it.base_url(format!("https://host /{KEY}")),
        |it| it.base_url(KEY),
        |it| it.api_key(format!("{KEY}\r\nx-evil: 1")),
        |it| it.api_key(format!("{KEY}\0")),
        |it| it.api_key(format!("{KEY}\u{e9}\u{7f}")),
        |it| it.header("x-a", format!("{KEY}\n")),
        |it| it.header(format!("Authorization: Bearer {KEY}"), ""),
        |it| it.header(format!("x a {KEY}"), ""),
        |it| it.header("content-length", KEY),
        |it| it.organization(format!("{KEY}\n")),
        |it| it.project(format!("{KEY}\n")),
        |it| it.api_key(KEY).timeout(std::time::Duration::ZERO),
        |it| it.api_key(KEY).rate_limit(extract::RateLimit::per_minute(0, 0)),
    ];
    for (index, change) in wrong.into_iter().enumerate() {
        let builder = change(Client::builder().base_url("http://127.0.0.1:1/v1"));
        search.debug(&builder);
        let error = builder.build().map(drop).expect_err(&format!("case {index}"));
        search.error(&error);
    }
}

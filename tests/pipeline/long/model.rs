//! A model that reads what it is shown.

use extract::{Endpoint, testing::Request};
use serde_json::{Value, json};

use super::statement::{ACCOUNT, Line, Seen, number_after, read};

/// The texts of the user in a request, in order.
pub fn texts(request: &Request) -> Vec<String> {
    let body = request.body();
    let messages = match request.endpoint() {
        Some(Endpoint::Chat) => &body["messages"],
        _ => &body["input"],
    };
    let of_user = messages.as_array().into_iter().flatten().filter(|it| it["role"] == "user");
    of_user.map(|message| text(&message["content"])).collect()
}

fn text(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        parts => {
            let parts = parts.as_array().into_iter().flatten();
            parts.filter_map(|part| part["text"].as_str()).collect()
        }
    }
}

/// The statement, as far as this piece of it shows it. An eager model gives rows that are cut as well.
pub fn statement(text: &str, eager: bool) -> Value {
    let line = |seen| match seen {
        Seen::Whole(line) => Some(line),
        Seen::Head(line) if eager => Some(line),
        Seen::Tail(reference) if eager => {
            let reference = Some(reference);
            Some(Line { number: 0, text: String::new(), cents: 0, reference })
        }
        _ => None,
    };
    let lines: Vec<Line> = read(text).into_iter().filter_map(line).collect();
    json!({
        "account": text.contains(ACCOUNT).then_some(ACCOUNT),
        "lines": lines,
        "closing_cents": number_after(text, "CLOSING "),
    })
}

/// What a request for a page asks for: so many rows after the one with this number.
pub fn wanted(ask: &str) -> (u32, usize) {
    let mut shown = ask.lines().filter(|line| line.starts_with('{'));
    let last = shown.next_back().map_or(0, |line| {
        serde_json::from_str::<Line>(line).expect("a row in its strict shape").number
    });
    let word = if last == 0 { "Give the first " } else { "Give the next " };
    (last, number_after(ask, word).expect("how many") as usize)
}

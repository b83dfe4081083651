//! From the answer to the value: `cargo bench --package benches --bench decode`.

use std::{borrow::Cow, collections::HashMap};

use benches::{Arm, compare};
use extract::{Extract, wire::Endpoint};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;

/// Without maps and tuples the strict shape is serde's own.
#[derive(Deserialize, Serialize, Extract)]
struct Invoices {
    #[extract(min_items = 1, max_items = 1_000_000)]
    invoices: Vec<Invoice>,
}

/// An invoice as printed.
#[derive(Deserialize, Serialize, Extract)]
struct Invoice {
    /// The invoice number, as printed.
    number: String,
    status: Status,
    #[extract(min = 0, max = 100_000_000)]
    total_cents: u64,
    #[extract(min = 0.0, max = 1.0)]
    tax_rate: f64,
    paid: bool,
    note: Option<String>,
    #[extract(max_items = 200)]
    lines: Vec<Line>,
}

#[derive(Deserialize, Serialize, Extract)]
enum Status {
    Draft,
    Sent,
    Paid,
}

#[derive(Deserialize, Serialize, Extract)]
struct Line {
    text: String,
    #[extract(min = 1)]
    count: u32,
    price: f64,
}

/// A map and a tuple in every record.
#[derive(Deserialize, Serialize, Extract)]
struct Readings {
    readings: Vec<Reading>,
}

#[derive(Deserialize, Serialize, Extract)]
struct Reading {
    sensor: String,
    /// Who installed it, and what they noted.
    note: String,
    firmware: Option<String>,
    place: (f64, f64),
    #[extract(max_items = 50)]
    values: HashMap<String, f64>,
    #[extract(min = 0)]
    at: u64,
}

fn invoice(index: usize) -> Invoice {
    Invoice {
        number: format!("2024-{index:05}"),
        status: [Status::Draft, Status::Sent, Status::Paid]
            .into_iter()
            .nth(index % 3)
            .unwrap_or(Status::Paid),
        total_cents: (index as u64 * 7_919) % 100_000,
        tax_rate: 0.19,
        paid: index.is_multiple_of(2),
        note: index.is_multiple_of(4).then(|| "paid \"in cash\",\nby the tenant".to_owned()),
        lines: (0..3)
            .map(|line| Line {
                text: format!("Schrauben M{line} × {index}, verzinkt"),
                count: line + 1,
                price: 0.25 * f64::from(line + 1),
            })
            .collect(),
    }
}

fn reading(index: usize) -> Reading {
    Reading {
        sensor: format!("sensor-{index}"),
        note: format!("Im Keller von Haus {index}, neben dem Sicherungskasten"),
        firmware: index.is_multiple_of(2).then(|| "2.14.0-rc1".to_owned()),
        place: (52.52 + index as f64 / 1e4, 13.405 - index as f64 / 1e4),
        values: ["temperature", "humidity", "pressure"]
            .into_iter()
            .zip(1..)
            .map(|(key, value)| (key.to_owned(), f64::from(value) * 1.5))
            .collect(),
        at: 1_700_000_000 + index as u64,
    }
}

/// As many records as fit into so many bytes.
fn filled<T>(
    bytes: usize,
    record: impl Fn(usize) -> T,
    whole: impl Fn(Vec<T>) -> String,
) -> String {
    let of = |count: usize| whole((0..count).map(&record).collect());
    let each = of(100).len() / 100;
    of((bytes / each).max(1))
}

fn text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Maps and tuples as they stand on the wire, keys in the order of the schema.
fn strict(readings: &Readings) -> String {
    #[derive(Serialize)]
    struct Strict<'a> {
        readings: Vec<StrictReading<'a>>,
    }
    #[derive(Serialize)]
    struct StrictReading<'a> {
        sensor: &'a str,
        note: &'a str,
        firmware: Option<&'a str>,
        place: Place,
        values: Vec<Entry<'a>>,
        at: u64,
    }
    #[derive(Serialize)]
    struct Place {
        _0: f64,
        _1: f64,
    }
    #[derive(Serialize)]
    struct Entry<'a> {
        key: &'a str,
        value: f64,
    }
    let readings = readings.readings.iter().map(|reading| StrictReading {
        sensor: &reading.sensor,
        note: &reading.note,
        firmware: reading.firmware.as_deref(),
        place: Place { _0: reading.place.0, _1: reading.place.1 },
        values: reading.values.iter().map(|(key, value)| Entry { key, value: *value }).collect(),
        at: reading.at,
    });
    text(&Strict { readings: readings.collect() })
}

/// An answer as the Responses API sends it.
fn body(answer: &str) -> Vec<u8> {
    let body = json!({
        "id": "resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b",
        "object": "response", "created_at": 1_741_476_542, "status": "completed", "error": null,
        "incomplete_details": null, "instructions": "Extract the invoices.", "max_output_tokens": null,
        "model": "gpt-5-mini-2025-08-07",
        "output": [
            { "type": "reasoning", "id": "rs_67ccd2bed1ec8190", "summary": [] },
            { "type": "message", "id": "msg_67ccd2bf17f08190", "status": "completed", "role": "assistant",
              "content": [{ "type": "output_text", "text": answer, "annotations": [], "logprobs": [] }] },
        ],
        "parallel_tool_calls": true, "previous_response_id": null, "store": true, "temperature": 1.0,
        "tool_choice": "auto", "tools": [], "top_p": 1.0, "truncation": "disabled", "user": null,
        "usage": { "input_tokens": 36, "input_tokens_details": { "cached_tokens": 0 },
                   "output_tokens": 87, "output_tokens_details": { "reasoning_tokens": 0 }, "total_tokens": 123 },
        "metadata": {},
    });
    serde_json::to_vec(&body).unwrap_or_default()
}

/// The least that reads the text out of a body with serde_json alone.
fn lean<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    #[derive(Deserialize)]
    struct Body<'a> {
        #[serde(borrow)]
        output: Vec<Item<'a>>,
    }
    #[derive(Deserialize)]
    struct Item<'a> {
        #[serde(borrow, default)]
        content: Vec<Part<'a>>,
    }
    #[derive(Deserialize)]
    struct Part<'a> {
        #[serde(borrow)]
        text: Cow<'a, str>,
    }
    let body: Body<'_> = serde_json::from_slice(body).ok()?;
    let text = &body.output.iter().flat_map(|item| &item.content).next()?.text;
    serde_json::from_str(text).ok()
}

fn arms<T: Extract + DeserializeOwned>(
    title: &str,
    plain: &str,
    strict: &str,
    goal: f64,
    body_goal: Option<f64>,
) -> bool {
    let body = body(strict);
    let whole = || {
        let reply = Endpoint::Responses.decode(&body).ok()?;
        match reply.answer {
            extract::wire::Answer::Text(text) => extract::from_json::<T>(&text).ok(),
            _ => None,
        }
    };
    assert!(extract::from_json::<T>(strict).is_ok() && whole().is_some(), "the answer is read");
    let mut arms = vec![
        Arm::limit("limit: serde_json, serde's own shape", || {
            serde_json::from_str::<T>(plain).ok()
        }),
        Arm::with_goal("the answer's text, constraints armed", goal, || {
            extract::from_json::<T>(strict).ok()
        }),
    ];
    if let Some(goal) = body_goal {
        arms.push(Arm::other("the smallest envelope through serde_json", || lean::<T>(&body)));
        arms.push(Arm::with_goal("the whole body of /v1/responses", goal, whole));
    }
    compare(title, arms)
}

fn main() {
    let mut all_met = true;
    for (size, bytes) in [("20 KB", 20_000), ("1 MB", 1_000_000)] {
        let plain = filled(bytes, invoice, |invoices| text(&Invoices { invoices }));
        let title = format!("types without maps and tuples, {size}");
        all_met &= arms::<Invoices>(&title, &plain, &plain, 1.2, Some(1.5));

        let plain = filled(bytes, reading, |readings| text(&Readings { readings }));
        let wire = serde_json::from_str::<Readings>(&plain)
            .map(|readings| strict(&readings))
            .unwrap_or_default();
        let title = format!("a map and a tuple in every record, {size}");
        all_met &= arms::<Readings>(&title, &plain, &wire, 1.8, None);
    }
    if !all_met {
        std::process::exit(1);
    }
}

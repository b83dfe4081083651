//! Writes outcomes as files, and what they should hold beside them: `scripts/tables` runs it and reads them
//! with pyarrow; no part of `cargo test`, since Arrow takes minutes to build.

mod types;

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
    sync::Arc,
};

use extract::{
    Extract,
    pipeline::{Document, Outcome, table},
    testing::{self, Server},
};
use fastrand::Rng;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use types::Everything;

/// Documents of which each table is made.
const DOCUMENTS: u64 = 3_000;
/// Rows of a large table.
const MANY: u64 = 300_000;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), seed) = (arguments.next(), arguments.next()) else {
        println!("nothing is done without a folder: `scripts/tables` gives one");
        return;
    };
    let folder = Path::new(&folder);
    let seed = seed.map_or(1, |text| text.parse().expect("a number"));
    // First, while the peak is that of a program which holds nothing.
    many(folder).await;
    let mut random = Rng::with_seed(seed);
    let documents: Vec<_> = (0..DOCUMENTS).map(|_| types::document(&mut random)).collect();
    write::<Everything>(folder, "everything", documents).await;
    write::<Everything>(folder, "empty", Vec::new()).await;
    let texts = [json!({ "value": ["a", ""] }), json!({ "value": [] })];
    write::<Vec<String>>(folder, "list", texts.into()).await;
    let numbers = [json!({ "value": null }), json!({ "value": 5 }), json!({ "value": 0 })];
    write::<Option<u32>>(folder, "option", numbers.into()).await;
    let pairs = [json!({ "_0": "x", "_1": 0.5 }), json!({ "_1": -1, "_0": "" })];
    write::<(String, f64)>(folder, "pair", pairs.into()).await;
    let maps = [json!({ "value": [{ "key": "b", "value": 1 }, { "key": "a", "value": 2 }] })];
    write::<HashMap<String, u8>>(folder, "map", maps.into()).await;
}

/// Each table of these documents, and as JSON what serde_json writes of the values. Every tenth fails.
async fn write<T>(folder: &Path, name: &str, documents: Vec<Value>)
where
    T: Extract + Serialize + DeserializeOwned + Send + 'static,
{
    let path = |kind: &str| folder.join(format!("{name}.{kind}"));
    let mut expected = BufWriter::new(File::create(path("expected")).unwrap());
    let mut lines = table::JsonLines::<T>::create(path("jsonl")).unwrap();
    let mut csv = table::Csv::<T>::create(path("csv")).unwrap();
    let mut guarded = table::Csv::<T>::create(path("sheet.csv")).unwrap().for_spreadsheets();
    let mut parquet = table::Parquet::<T>::create(path("parquet")).unwrap();
    let count = documents.len() as u64;
    let failed = count / 10;
    for outcome in outcomes::<T>(documents).await {
        lines.write(&outcome).unwrap();
        csv.write(&outcome).unwrap();
        guarded.write(&outcome).unwrap();
        parquet.write(&outcome).unwrap();
        let id = outcome.id.as_str();
        let line = match &outcome.result {
            Ok(found) => serde_json::to_string(&Expected { id, value: &found.value }),
            Err(_) => serde_json::to_string(&json!({ "id": id, "refused": "I will not." })),
        };
        writeln!(expected, "{}", line.unwrap()).unwrap();
    }
    expected.flush().unwrap();
    assert_eq!(lines.finish().unwrap().rows, count);
    for written in [csv.finish().unwrap(), guarded.finish().unwrap(), parquet.finish().unwrap()] {
        assert_eq!((written.rows, written.without_row), (count - failed, failed));
    }
}

#[derive(Serialize)]
struct Expected<'a, T> {
    id: &'a str,
    value: &'a T,
}

/// What becomes of these documents, in their order.
async fn outcomes<T: Extract + Send + 'static>(documents: Vec<Value>) -> Vec<Outcome<T>> {
    let server = Server::start().await.unwrap();
    let documents = Arc::new(documents);
    let answers = Arc::clone(&documents);
    server.respond(move |request| {
        let body = request.body();
        let input = body["input"].as_array().unwrap().last().unwrap();
        let number: usize = input["content"].as_str().unwrap().parse().unwrap();
        if number % 10 == 9 {
            return testing::Outcome::refuse("I will not.");
        }
        testing::Outcome::answer(answers[number].clone())
    });
    let extractor = server.client().extractor::<T>("gpt-5-mini");
    let inputs = (0..documents.len()).map(|n| Document::new(format!("d \"{n}\""), n.to_string()));
    let run = extractor.run(inputs.collect::<Vec<_>>()).in_order();
    let mut run = run.start().await.unwrap();
    let mut outcomes = Vec::new();
    while let Some(outcome) = run.next().await {
        outcomes.push(outcome);
    }
    outcomes
}

/// A table of many rows, in little memory.
async fn many(folder: &Path) {
    let document = json!({ "value": vec!["some text of a guest"; 5] });
    let outcome = outcomes::<Vec<String>>(vec![document]).await.remove(0);
    let before = peak();
    let mut parquet = table::Parquet::<Vec<String>>::create(folder.join("many.parquet")).unwrap();
    let mut csv = table::Csv::<Vec<String>>::create(folder.join("many.csv")).unwrap();
    for _ in 0..MANY {
        parquet.write(&outcome).unwrap();
        csv.write(&outcome).unwrap();
    }
    assert_eq!(parquet.finish().unwrap().rows, MANY);
    csv.finish().unwrap();
    println!("{MANY} rows as Parquet and CSV: peak memory {:.1} MiB more", peak() - before);
}

/// The peak memory of this process, in MiB.
fn peak() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}

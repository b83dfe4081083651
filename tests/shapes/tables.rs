//! Each value as a row: serde reads it again from JSON lines, and each row of CSV has all columns.

use std::{fmt::Debug, fs, path::Path};

use extract::{
    Extract,
    pipeline::{Document, table},
    testing::Server,
};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::types;

#[tokio::test]
async fn each_value_is_a_row() {
    let server = Server::start().await.unwrap();
    let folder = std::env::temp_dir().join(format!("extract-shapes-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut wrong = Vec::new();
    let (mut types, mut rows) = (0, 0);
    for (group, shape) in types::all() {
        match shape.rows(&server, &folder).await {
            Ok(()) => rows += shape.documents().len(),
            Err(error) => wrong.push(format!("{group}: {}: {error}", shape.name())),
        }
        types += 1;
    }
    fs::remove_dir_all(&folder).unwrap();
    println!("{rows} rows of {types} types");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    value: &'a RawValue,
}

/// Writes these documents as tables, and compares what is read with their values.
pub async fn rows<T>(
    server: &Server,
    folder: &Path,
    examples: &[(&'static str, T)],
) -> Result<(), String>
where
    T: Extract + PartialEq + Debug + Send + 'static,
{
    let paths = ["jsonl", "csv"].map(|kind| folder.join(kind));
    let mut lines = table::JsonLines::<T>::create(&paths[0]).map_err(told)?;
    let mut csv = table::Csv::<T>::create(&paths[1]).map_err(told)?;
    for (document, _) in examples {
        server.answer_text(*document);
    }
    let documents: Vec<_> =
        (0..examples.len()).map(|n| Document::new(n.to_string(), "x")).collect();
    let run = server.client().extractor::<T>("gpt-4.1").run(documents).concurrency(1);
    let mut outcomes = run.start().await.map_err(told)?;
    while let Some(outcome) = outcomes.next().await {
        lines.write(&outcome).map_err(told)?;
        csv.write(&outcome).map_err(told)?;
    }
    let written = lines.finish().map_err(told)?;
    if csv.finish().map_err(told)? != written || written.rows != examples.len() as u64 {
        return Err(format!("{} documents are {written:?}", examples.len()));
    }
    compare_lines(&fs::read_to_string(&paths[0]).unwrap(), examples)?;
    // The reader refuses a row that has more or fewer than the header.
    let mut reader = csv::Reader::from_path(&paths[1]).map_err(told)?;
    let rows = reader.records().collect::<Result<Vec<_>, _>>().map_err(told)?;
    if rows.len() != examples.len() {
        return Err(format!("{} rows of CSV for {} documents", rows.len(), examples.len()));
    }
    Ok(())
}

fn compare_lines<T>(text: &str, examples: &[(&str, T)]) -> Result<(), String>
where
    T: Extract + PartialEq + Debug,
{
    if text.lines().count() != examples.len() {
        return Err(format!("{} lines for {} documents", text.lines().count(), examples.len()));
    }
    for (line, (document, value)) in text.lines().zip(examples) {
        let Line { value: found } = serde_json::from_str(line).map_err(told)?;
        let read: T = serde_json::from_str(found.get())
            .map_err(|error| format!("{error}: {found} of {document}"))?;
        if read != *value {
            return Err(format!("{read:?} in place of {value:?}"));
        }
    }
    Ok(())
}

fn told(error: impl ToString) -> String {
    error.to_string()
}

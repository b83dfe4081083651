//! Record batches, and Parquet read back.

use serde::de::DeserializeOwned;

use super::*;
use crate::pipeline::read;

fn batch<T: Extract>(answers: &[&str]) -> arrow_array::RecordBatch {
    let mut batches = Batches::<T>::new().unwrap();
    for answer in answers {
        batches.write(&outcome("d", answer)).unwrap();
    }
    let batch = batches.take().unwrap();
    assert_eq!(batch.num_rows(), answers.len());
    assert_eq!(batch.schema(), batches.schema());
    batch
}

/// Writes a file, and reads its rows by serde.
fn there_and_back<T: Extract, R: DeserializeOwned + Send + 'static>(answers: &[&str]) -> Vec<R> {
    let scratch = Scratch::new();
    let path = scratch.file("a.parquet");
    let mut table = Parquet::<T>::create(&path).unwrap();
    for (number, answer) in answers.iter().enumerate() {
        table.write(&outcome(&format!("d{number}"), answer)).unwrap();
    }
    assert_eq!(table.finish().unwrap().rows, answers.len() as u64);
    assert_eq!(scratch.files(), ["a.parquet"]);
    let rows = read::parquet(path).input("id").meta::<R>().open().unwrap();
    rows.map(|row| row.unwrap().meta).collect()
}

#[test]
fn a_batch_has_its_types_without_rows() {
    let empty = batch::<(Vec<Payment>, BTreeMap<String, Option<u16>>, Option<(i8, f64)>)>(&[]);
    let types: Vec<_> =
        empty.schema().fields().iter().map(|field| field.data_type().to_string()).collect();
    assert_eq!(types[0], "Utf8");
    assert!(types[1].starts_with("List(") && types[1].contains("\"limit\": Int32"), "{}", types[1]);
    assert!(types[2].starts_with("Map(") && types[2].contains("\"value\": UInt16"), "{}", types[2]);
    assert_eq!(types[3], r#"Struct("_0": non-null Int8, "_1": non-null Float64)"#);
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
struct Everything {
    text: String,
    small: i8,
    large: u64,
    share: f64,
    came: Option<bool>,
    never: Option<Vec<u8>>,
    names: Vec<Option<String>>,
    day: Option<jiff::civil::Date>,
    colour: Colour,
    inner: Option<Guest>,
    prices: BTreeMap<String, Option<f64>>,
}

#[test]
fn rows_are_read_back_as_they_were() {
    let answers = [
        concat!(
            r#"{"text":"a\n\"b\" <b>é🦀","small":-128,"large":9223372036854774784,"share":-0.0,"#,
            r#""came":true,"never":null,"names":["",null,"x"],"day":"2024-02-29","colour":"navy","#,
            r#""inner":{"name":"Ada","age":null,"share":1e-300,"came":false},"#,
            r#""prices":[{"key":"b","value":null},{"key":"","value":0.5}]}"#,
        ),
        concat!(
            r#"{"text":"","small":127,"large":9007199254740993,"share":1,"came":null,"never":null,"#,
            r#""names":[],"day":null,"colour":"Red","inner":null,"prices":[]}"#,
        ),
    ];
    let expected: Vec<Everything> =
        answers.iter().map(|answer| crate::from_json(answer).unwrap()).collect();
    assert_eq!(there_and_back::<Everything, Everything>(&answers), expected);
}

#[test]
fn a_batch_begins_anew_when_it_is_taken() {
    let mut batches = Batches::<u8>::new().unwrap();
    batches.write(&outcome("a", r#"{"value":1}"#)).unwrap();
    batches.write(&failure("b", ConfigError::new("no"))).unwrap();
    assert_eq!(batches.take().unwrap().num_rows(), 1);
    assert_eq!(batches.take().unwrap().num_rows(), 0);
    batches.write(&outcome("c", r#"{"value":1}"#)).unwrap();
    assert_eq!(batches.take().unwrap().num_rows(), 1);
    assert_eq!(batches.written(), Written { rows: 2, without_row: 1 });
}

#[test]
fn a_value_without_a_place_changes_no_row() {
    type Days = Vec<jiff::civil::Date>;
    let mut batches = Batches::<(String, Days, u8)>::new().unwrap();
    for (day, is_kept) in [("2024-05-01", true), ("20240501", false), ("1969-12-31", true)] {
        let answer = format!(r#"{{"_0":"{day}","_1":["2024-05-01","{day}"],"_2":1}}"#);
        assert_eq!(batches.write(&outcome("a", &answer)).is_ok(), is_kept, "{day}");
    }
    assert_eq!(batches.take().unwrap().num_rows(), 2);
    assert_eq!(batches.written(), Written { rows: 2, without_row: 1 });
}

#[test]
fn a_dropped_table_leaves_nothing() {
    let scratch = Scratch::new();
    let mut table = Parquet::<u8>::create(scratch.file("a.parquet")).unwrap();
    for _ in 0..3_000 {
        table.write(&outcome("a", r#"{"value":1}"#)).unwrap();
    }
    drop(table);
    assert!(scratch.files().is_empty());
}

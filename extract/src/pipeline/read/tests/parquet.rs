//! Documents out of Parquet.

use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use arrow_array::{
    ArrayRef, Date32Array, Float64Array, Int32Array, RecordBatch, StringArray, UInt64Array,
};

use super::*;

/// Writes a file of these columns.
fn table(path: &Path, columns: Vec<(&str, ArrayRef)>) {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)),
    );
    let batch = batch.unwrap();
    let file = fs::File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn texts(texts: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(texts.to_vec()))
}

/// A city, pages, a number and a text in each row.
fn letters(path: &Path) {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("city", texts(&[Some("Rom"), Some("Ö")])),
        ("n", Arc::new(UInt64Array::from(vec![u64::MAX, 7]))),
        ("pages", Arc::new(Int32Array::from(vec![None, Some(7)]))),
        ("text", texts(&[Some("one\n"), Some("two")])),
    ];
    table(path, columns);
}

#[test]
fn columns_become_input_id_and_meta() {
    let scratch = Scratch::new();
    let path = scratch.0.join("a.parquet");
    letters(&path);
    let documents = all(parquet(&path).id("n").meta::<Letter>().open().unwrap());
    let expected = [
        Document::new("18446744073709551615", "one\n").with(letter("Rom", None)),
        Document::new("7", "two").with(letter("Ö", Some(7))),
    ];
    assert_eq!(documents, expected);
    let plain = all(parquet(&path).input("city").open().unwrap());
    assert_eq!(plain, [Document::new("1", "Rom"), Document::new("2", "Ö")]);
    let by_city = parquet(&path).id("city").open().unwrap();
    assert_eq!(by_city.size_hint(), (2, Some(2)));
    assert_eq!(all(by_city)[1].id, "Ö");
}

#[test]
fn a_meta_has_the_columns_that_are_left() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Nothing {}
    #[derive(Debug, Deserialize, PartialEq)]
    struct Born {
        day: Option<jiff::civil::Date>,
        share: f64,
    }
    let scratch = Scratch::new();
    let path = scratch.0.join("a.parquet");
    table(&path, vec![("text", texts(&[Some("one")]))]);
    assert_eq!(all(parquet(&path).meta::<Nothing>().open().unwrap())[0].meta, Nothing {});
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("day", Arc::new(Date32Array::from(vec![Some(19_782), None]))),
        ("share", Arc::new(Float64Array::from(vec![0.1, -0.0]))),
        ("text", texts(&[Some("one"), Some("two")])),
    ];
    table(&path, columns);
    let documents = all(parquet(&path).meta::<Born>().open().unwrap());
    let day = Some(jiff::civil::date(2024, 2, 29));
    assert_eq!(documents[0].meta, Born { day, share: 0.1 });
    assert_eq!(documents[1].meta.day, None);
}

#[test]
fn more_rows_than_are_held_come_in_order() {
    let scratch = Scratch::new();
    let path = scratch.0.join("a.parquet");
    let numbers: Vec<_> = (1..=1_000).map(|number| number.to_string()).collect();
    let column: ArrayRef = Arc::new(StringArray::from(numbers.clone()));
    table(&path, vec![("text", column)]);
    let documents = all(parquet(&path).open().unwrap());
    let found: Vec<_> = documents.iter().map(|document| document.id.clone()).collect();
    assert_eq!(found, numbers);
    assert!(documents.iter().all(|document| document.input == Input::from(document.id.as_str())));
}

#[test]
fn rows_that_are_no_documents_are_refused_with_their_reasons() {
    let scratch = Scratch::new();
    let path = scratch.0.join("a.parquet");
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", texts(&[Some("a"), None, Some("c"), Some("a"), Some("e")])),
        ("text", texts(&[Some("x"), Some("x"), None, Some("x"), Some("")])),
        ("pages", Arc::new(Int32Array::from(vec![1, 1, 1, 300, 1]))),
        ("city", texts(&[Some("x"); 5])),
    ];
    table(&path, columns);
    let said = refused(parquet(&path).id("id").open());
    for reason in [
        "row 2: its id is null",
        "row 3: `text` is null",
        "`a` stands there twice",
        "row 5: `text` is empty",
    ] {
        assert!(said.contains(reason), "{reason}: {said}");
    }
    let said = refused(parquet(&path).id("id").meta::<Letter>().open());
    assert!(said.contains("row 4: ") && !said.contains("row 1"), "{said}");
    let said = refused(parquet(&path).meta::<Letter>().open());
    assert!(said.contains("row 1: unknown field `id`, expected `city` or `pages`"), "{said}");
}

#[test]
fn what_is_no_table_with_that_column_is_refused() {
    let scratch = Scratch::new();
    let path = scratch.0.join("a.parquet");
    letters(&path);
    let said = refused(parquet(&path).input("body").open());
    assert!(said.contains("no column `body`; it has `city`, `n`, `pages`, `text`"), "{said}");
    let said = refused(parquet(&path).id("number").open());
    assert!(said.contains("no column `number`"), "{said}");
    let said = refused(parquet(&path).input("n").open());
    assert!(said.contains("row 1: `n` is no text"), "{said}");
    let whole = fs::read(&path).unwrap();
    for part in [&b"PAR1"[..], b"text", b"", &whole[..whole.len() - 9], &whole[20..]] {
        let broken = scratch.file("b.parquet", part);
        let said = refused(parquet(&broken).open());
        assert!(said.contains("b.parquet"), "{said}");
    }
    refused(parquet(scratch.0.join("none.parquet")).open());
    refused(parquet(&scratch.0).open());
}

#[test]
fn a_file_that_changes_meanwhile_ends_the_run() {
    let scratch = Scratch::new();
    let path = scratch.0.join("a.parquet");
    let rows: ArrayRef = Arc::new(StringArray::from(vec!["x"; 200]));
    table(&path, vec![("text", rows)]);
    let mut documents = parquet(&path).open().unwrap();
    documents.next().unwrap().unwrap();
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(10).unwrap();
    let rest: Vec<_> = documents.collect();
    // What was held may still come.
    if rest.len() < 199 {
        assert!(rest.last().unwrap().is_err());
    }
}

#[test]
fn a_date_far_off_is_a_broken_row() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "never read")]
    struct Born {
        day: Option<String>,
    }
    let scratch = Scratch::new();
    let path = scratch.0.join("a.parquet");
    let days: ArrayRef = Arc::new(Date32Array::from(vec![Some(1), Some(i32::MAX)]));
    table(&path, vec![("day", days), ("text", texts(&[Some("one"), Some("two")]))]);
    let said = refused(parquet(&path).meta::<Born>().open());
    assert!(said.contains("row 2: ") && !said.contains("row 1"), "{said}");
}

#[test]
fn a_date_is_a_number_where_the_type_takes_anything() {
    let scratch = Scratch::new();
    let path = scratch.0.join("a.parquet");
    let days: ArrayRef = Arc::new(Date32Array::from(vec![Some(19_782)]));
    table(&path, vec![("day", days), ("text", texts(&[Some("one")]))]);
    let documents = all(parquet(&path).meta::<serde_json::Value>().open().unwrap());
    assert_eq!(documents[0].meta["day"], 19_782);
}

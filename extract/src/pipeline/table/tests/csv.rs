//! What stands in the file, to the letter, and read by the csv crate.

use super::*;

fn csv_of<T: Extract>(answers: &[&str]) -> String {
    let scratch = Scratch::new();
    let path = scratch.file("table.csv");
    let mut table = Csv::<T>::create(&path).unwrap();
    for answer in answers {
        table.write(&outcome("d", answer)).unwrap();
    }
    let written = table.finish().unwrap();
    assert_eq!(written, Written { rows: answers.len() as u64, without_row: 0 });
    fs::read_to_string(path).unwrap()
}

/// The cells of the rows, read by the csv crate; the header first.
fn cells_of<T: Extract>(answers: &[&str]) -> Vec<Vec<String>> {
    let text = csv_of::<T>(answers);
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

#[test]
fn text_is_quoted_and_null_is_empty() {
    let text = csv_of::<Guest>(&[
        r#"{"name":"","age":null,"share":0.1,"came":true}"#,
        r#"{ "name" : "a \"b\", c\r\nd", "age": 5.0, "share": 1e300, "came": false }"#,
    ]);
    let rows = [
        "id,name,age,share,came",
        "\"d\",\"\",,0.1,true",
        "\"d\",\"a \"\"b\"\", c\r\nd\",5,1e300,false",
        "",
    ];
    assert_eq!(text, rows.join("\r\n"));
}

#[test]
fn a_table_without_rows_has_its_columns() {
    assert_eq!(csv_of::<Guest>(&[]), "id,name,age,share,came\r\n");
    assert_eq!(csv_of::<Vec<u8>>(&[]), "id,value\r\n");
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
struct Order {
    payment: Payment,
    event: Option<Event>,
    place: Option<Place>,
    note: Option<Note>,
    point: (i8, Option<f64>),
    lines: Option<Vec<(String, u8)>>,
    prices: BTreeMap<String, f64>,
    #[serde(rename = "a, \"b\"")]
    odd: Size,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
struct Place {
    city: String,
    note: Note,
}

/// Nothing in it is always stated.
#[derive(Debug, PartialEq, Deserialize, Extract)]
struct Note {
    text: Option<String>,
}

#[test]
fn structs_are_spread_and_the_rest_is_json() {
    let rows = cells_of::<Order>(&[
        concat!(
            r#"{"payment":{"Card":{"digits":"1","limit":-2}},"event":{"kind":"arrived","by":"sea"},"#,
            r#""place":{"city":"x","note":{"text":null}},"note":{"text":null},"point":{"_1":0.5,"_0":-1},"#,
            r#""lines":[{"_0":"a b","_1":2}],"prices":[{"key":"tea","value":3}],"a, \"b\"":"wide"}"#,
        ),
        concat!(
            r#"{"payment":"Free","event":null,"place":null,"note":null,"point":{"_0":0,"_1":null},"#,
            r#""lines":null,"prices":[],"a, \"b\"":1.5}"#,
        ),
        concat!(
            r#"{"payment":{"Parts":{"_0":1,"_1":true}},"event":{"kind":"left"},"place":null,"#,
            r#""note":{"text":""},"point":{"_0":0,"_1":2},"lines":[],"prices":[],"a, \"b\"":""}"#,
        ),
    ]);
    let header = "id|payment.variant|payment.Card.digits|payment.Card.limit|payment.Voucher|payment.Parts._0|payment.Parts._1|event.kind|event.arrived.by|place.city|place.note.text|note|point._0|point._1|lines|prices|a, \"b\"";
    let expected = [
        header,
        r#"d|Card|1|-2||||arrived|sea|x||{"text":null}|-1|0.5|[["a b",2]]|{"tea":3}|"wide""#,
        "d|Free|||||||||||0|||{}|1.5",
        r#"d|Parts||||1|true|left||||{"text":""}|0|2.0|[]|{}|"""#,
    ];
    for (row, expected) in rows.iter().zip(expected) {
        assert_eq!(row.join("|"), expected);
    }
}

#[test]
fn names_are_those_that_serde_writes() {
    let rows = cells_of::<(Colour, Event)>(&[
        r#"{"_0":"navy","_1":{"by":"rail","kind":"came"}}"#,
        r#"{"_0":"purple","_1":{"kind":"left"}}"#,
        r#"{"_0":{"Red":null},"_1":{"kind":"left"}}"#,
    ]);
    assert_eq!(rows[1], ["d", "Blue", "arrived", "rail"]);
    assert_eq!(rows[2], ["d", "Odd", "left", ""]);
    // Not in the schema, but serde reads it.
    assert_eq!(rows[3], ["d", "Red", "left", ""]);
}

#[test]
fn numbers_keep_every_digit() {
    let rows = cells_of::<(u64, i64, f64, f64)>(&[
        r#"{"_0":9223372036854774784,"_1":-9007199254740993,"_2":0.30000000000000004,"_3":-0.0}"#,
    ]);
    assert_eq!(
        rows[1][1..],
        ["9223372036854774784", "-9007199254740993", "0.30000000000000004", "-0.0"]
    );
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
struct Loose {
    #[serde(alias = "no")]
    number: u8,
    #[serde(default)]
    paid: bool,
    note: Option<String>,
}

#[test]
fn keys_may_be_missing_in_another_order_or_under_an_alias() {
    let rows =
        cells_of::<Loose>(&[r#"{"no":1}"#, r#"{"other":[1],"paid":true,"note":"x","number":2}"#]);
    assert_eq!(rows[1], ["d", "1", "", ""]);
    assert_eq!(rows[2], ["d", "2", "true", "x"]);
}

#[test]
fn what_stood_around_the_answer_is_left_out() {
    let scratch = Scratch::new();
    let path = scratch.file("a.csv");
    let mut lenient = outcome::<u8>("a", r#"{"value":7}"#);
    if let Ok(found) = &mut lenient.result {
        found.raw = "Here you are:\n```json\n{\"value\": 7}\n```\n".to_owned();
        found.tolerated = vec![crate::Tolerated::Fence, crate::Tolerated::Prose];
    }
    let mut table = Csv::<u8>::create(&path).unwrap();
    table.write(&lenient).unwrap();
    table.finish().unwrap();
    assert_eq!(fs::read_to_string(path).unwrap(), "id,value\r\n\"a\",7\r\n");
}

#[test]
fn failures_have_no_row_and_are_counted() {
    let scratch = Scratch::new();
    let mut table = Csv::<u8>::create(scratch.file("a.csv")).unwrap();
    for outcome in [
        failure("a", crate::error::NotSent::new("the budget is spent")),
        outcome("b", r#"{"value":7}"#),
        failure("c", ConfigError::new("no")),
    ] {
        table.write(&outcome).unwrap();
    }
    assert_eq!(table.finish().unwrap(), Written { rows: 1, without_row: 2 });
}

#[test]
fn a_value_that_has_no_place_is_told_and_counted() {
    let scratch = Scratch::new();
    let path = scratch.file("a.csv");
    let mut table = Csv::<(jiff::civil::Date,)>::create(&path).unwrap();
    // The type reads more than the schema allows, which a server may not hold the model to.
    let odd = outcome("odd", r#"{"_0":"20240501"}"#);
    let error = table.write(&odd).unwrap_err().to_string();
    assert_eq!(
        error,
        r#"the outcome of `odd` has no row: at `$[0]` stands `"20240501"`, and the column holds dates as 2024-05-01"#
    );
    let date = jiff::civil::date(2024, 5, 1);
    let bare = Outcome { result: Ok(Extraction::new((date,))), ..odd };
    let error = table.write(&bare).unwrap_err().to_string();
    assert!(error.contains("has no text"), "{error}");
    table.write(&outcome("b", r#"{"_0":"2024-05-01"}"#)).unwrap();
    assert_eq!(table.finish().unwrap(), Written { rows: 1, without_row: 2 });
    assert_eq!(fs::read_to_string(path).unwrap(), "id,_0\r\n\"b\",2024-05-01\r\n");
}

#[test]
fn formulas_are_text_in_a_spreadsheet() {
    let scratch = Scratch::new();
    let path = scratch.file("a.csv");
    let mut table = Csv::<(String, i8)>::create(&path).unwrap().for_spreadsheets();
    for (text, id) in [
        ("=1+1", "=a"),
        ("+1", "b"),
        ("-1", "b"),
        ("@x", "b"),
        ("\\tx", "b"),
        ("'x", "b"),
        ("＝1", "b"),
        ("1=1", "b"),
        ("", "b"),
    ] {
        table.write(&outcome(id, &format!(r#"{{"_0":"{text}","_1":-1}}"#))).unwrap();
    }
    table.finish().unwrap();
    let text = fs::read_to_string(path).unwrap();
    let rows: Vec<_> = text.split("\r\n").collect();
    assert_eq!(rows[0], "\u{feff}id,_0,_1");
    assert_eq!(rows[1], "\"'=a\",\"'=1+1\",-1");
    let cells = ["'+1", "'-1", "'@x", "'\tx", "''x", "'＝1", "1=1", ""];
    for (row, cell) in rows[2..].iter().zip(cells) {
        assert_eq!(*row, format!("\"b\",\"{cell}\",-1"));
    }
}

#[test]
fn a_header_tells_all_columns_apart() {
    #[derive(Debug, PartialEq, Deserialize, Extract)]
    struct Odd {
        id: u8,
        a: Inner,
        #[serde(rename = "a.b")]
        dotted: u8,
        #[serde(rename = " \n")]
        blank: u8,
    }
    #[derive(Debug, PartialEq, Deserialize, Extract)]
    struct Inner {
        b: u8,
    }
    assert_eq!(csv_of::<Odd>(&[]), "id,id_2,a.b,a.b_2,\" \n\"\r\n");
}

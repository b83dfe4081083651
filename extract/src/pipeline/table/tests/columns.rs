//! Each type has the columns that the page promises.

use std::collections::{HashMap, HashSet};

use super::*;
use crate::{
    Lenient,
    pipeline::table::column::{Column, Form},
};

/// `name: type` of each column, with `?` for those that may be null.
fn columns<T: Extract>() -> String {
    let root = Root::of::<T>();
    root.columns().iter().map(shown).collect::<Vec<_>>().join(", ")
}

fn shown(column: &Column) -> String {
    let null = if column.nullable { "?" } else { "" };
    format!("{}: {}{null}", column.name, form(&column.form))
}

fn form(of: &Form) -> String {
    let item = |column: &Column| {
        let null = if column.nullable { "?" } else { "" };
        format!("{}{null}", form(&column.form))
    };
    let all = |columns: &[Column]| columns.iter().map(shown).collect::<Vec<_>>().join(", ");
    match of {
        Form::Boolean => "bool".into(),
        Form::Date => "date".into(),
        Form::Integer { signed, bits } => format!("{}{bits}", if *signed { 'i' } else { 'u' }),
        Form::Json => "json".into(),
        Form::List(inner) => format!("[{}]", item(inner)),
        Form::Map(entry) => format!("<{}, {}>", item(&entry[0]), item(&entry[1])),
        Form::Name(_) => "name".into(),
        Form::Number => "f64".into(),
        Form::Struct(columns) => format!("{{{}}}", all(columns)),
        Form::Text => "text".into(),
        Form::Tuple(columns) => format!("({})", all(columns)),
        Form::Variants { columns, .. } => format!("|{}|", all(columns)),
    }
}

#[test]
fn a_type_without_fields_has_one_column() {
    let cases = [
        (columns::<bool>(), "value: bool"),
        (columns::<f32>(), "value: f64"),
        (columns::<char>(), "value: text"),
        (columns::<Colour>(), "value: name"),
        (columns::<Option<String>>(), "value: text?"),
        (columns::<Option<Guest>>(), "value: {name: text, age: u8?, share: f64, came: bool}?"),
        (columns::<Vec<Option<Vec<String>>>>(), "value: [[text]?]"),
        (columns::<HashSet<char>>(), "value: [text]"),
        (columns::<[bool; 2]>(), "value: [bool]"),
        (columns::<HashMap<String, Option<u8>>>(), "value: <text, u8?>"),
        (columns::<Lenient<Vec<u8>>>(), "value: json"),
        (columns::<Size>(), "value: json?"),
        (columns::<(u8, Vec<(bool, char)>)>(), "_0: u8, _1: [(_0: bool, _1: text)]"),
    ];
    for (found, expected) in cases {
        assert_eq!(found, expected);
    }
}

#[test]
fn integers_have_the_smallest_type_that_holds_them() {
    use std::num::{NonZeroI16, NonZeroU32};
    let cases = [
        (columns::<u8>(), "u8"),
        (columns::<i8>(), "i8"),
        (columns::<u16>(), "u16"),
        (columns::<i16>(), "i16"),
        (columns::<u32>(), "u32"),
        (columns::<i32>(), "i32"),
        (columns::<u64>(), "u64"),
        (columns::<usize>(), "u64"),
        (columns::<i64>(), "i64"),
        (columns::<NonZeroU32>(), "u32"),
        (columns::<NonZeroI16>(), "i16"),
    ];
    for (found, expected) in cases {
        assert_eq!(found, format!("value: {expected}"));
    }
}

#[test]
fn an_enum_with_data_is_a_struct() {
    assert_eq!(
        columns::<Payment>(),
        "value: |variant: name, Card: {digits: text, limit: i32?}, Voucher: text?, Parts: (_0: u8, _1: bool)|",
    );
    assert_eq!(columns::<Event>(), "value: |kind: name, arrived: {by: text}|");
    assert_eq!(columns::<Vec<Reply>>(), "value: [|type: name, Other: [text]|]");
}

#[derive(Deserialize, Extract)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "only its columns are looked at")]
struct Order {
    id: u32,
    #[serde(alias = "customer")]
    sold_to: Customer,
    #[serde(default)]
    paid: bool,
    #[serde(skip)]
    seen: bool,
    #[extract(format = "date")]
    day: String,
    born: Option<jiff::civil::Date>,
    booked: jiff::Timestamp,
    nothing: (),
    #[serde(flatten)]
    address: Address,
}

#[derive(Deserialize, Extract)]
#[allow(dead_code, reason = "only its columns are looked at")]
struct Customer(String);

#[derive(Deserialize, Extract)]
#[allow(dead_code, reason = "only its columns are looked at")]
struct Address {
    city: String,
    id_2: Option<f32>,
}

#[test]
fn fields_have_their_names_and_no_two_have_the_same() {
    assert_eq!(
        columns::<Order>(),
        "id_2: u32, soldTo: text, paid: bool?, day: date, born: date?, booked: text, nothing: json?, city: text, id_2_2: f64?",
    );
}

#[test]
fn a_type_that_holds_itself_is_json_inside() {
    assert_eq!(columns::<Tree>(), "name: text, children: [json?]");
}

macro_rules! tens {
    ($($name:ident $inner:ty;)*) => {$(
        #[derive(Deserialize, Extract)]
        #[allow(dead_code, reason = "only its columns are looked at")]
        struct $name {
            a: $inner, b: $inner, c: $inner, d: $inner, e: $inner,
            f: $inner, g: $inner, h: $inner, i: $inner, j: $inner,
        }
    )*};
}

tens! {
    Ten u8;
    Hundred Ten;
    Thousand Hundred;
    TenThousand Thousand;
    HundredThousand TenThousand;
}

#[test]
fn columns_come_to_an_end() {
    let found = columns::<HundredThousand>();
    let typed = found.matches(": u8").count();
    assert!((8_000..10_000).contains(&typed), "{typed}");
    assert!(found.ends_with("j: json?"));
}

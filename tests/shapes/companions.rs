//! What companions show, to the letter.

#![allow(dead_code, reason = "what is skipped is never read")]

mod variants;

use std::{collections::BTreeMap, marker::PhantomData};

use extract::{
    Extract, Partial, Shape, Streamed,
    json::{Filling, Opaque},
};
use serde::Deserialize;

/// What is shown of a text that may end anywhere.
#[track_caller]
fn shows<T: Extract + Streamed<Partial: std::fmt::Debug>>(text: &str, expected: &str) {
    let mut filling = Filling::<T>::default();
    filling.push(text).unwrap();
    assert_eq!(format!("{:?}", filling.part()), expected, "{text}");
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
#[serde(rename_all = "camelCase")]
struct Invoice {
    #[serde(alias = "no", alias = "id")]
    invoice_number: String,
    r#type: Option<Kind>,
    #[serde(rename = "sum")]
    total: u32,
    #[serde(skip)]
    seen: bool,
    lines: Vec<Line>,
}

#[derive(Debug, Deserialize, Extract)]
enum Kind {
    Paid,
    Open,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
struct Line(#[serde(skip)] bool, String, #[serde(skip)] u8, Plain);

/// Is shown when it is whole.
#[derive(Debug, Deserialize, Extract)]
struct Plain {
    size: u8,
}

#[test]
fn fields_grow_under_their_own_names() {
    shows::<Invoice>("[", "Absent");
    shows::<Invoice>(
        "{",
        "Growing(Invoice { invoice_number: Absent, type: Absent, total: Absent, lines: Absent })",
    );
    shows::<Invoice>(
        r#"{"invoiceNumber":"A","type":"Pa"#,
        r#"Growing(Invoice { invoice_number: Done("A"), type: Absent, total: Absent, lines: Absent })"#,
    );
    shows::<Invoice>(
        r#"{"id":"A","type":"Open","sum":7,"seen":true,"lines":[{"_0":"a","_1":{"size":1}},{"_1":{"size":2"#,
        concat!(
            r#"Growing(Invoice { invoice_number: Done("A"), type: Done(Some(Open)), total: Done(7), lines: "#,
            r#"Growing([Done(Line((), Done("a"), (), Done(Plain { size: 1 }))), Growing(Line((), Absent, (), Absent))]) })"#,
        ),
    );
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
struct Word(String);

#[derive(Deserialize, Extract)]
#[extract(partial)]
#[serde(transparent)]
struct Words {
    words: Vec<Word>,
    #[serde(skip)]
    count: PhantomData<u8>,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
#[serde(from = "Words")]
struct Count(usize);

impl From<Words> for Count {
    fn from(words: Words) -> Self {
        Self(words.words.len())
    }
}

#[derive(Debug, Deserialize, Extract)]
#[extract(partial)]
struct Forest(Vec<Forest>);

#[derive(Debug, Deserialize, Extract)]
#[extract(partial)]
struct Nothing;

#[derive(Debug, Deserialize, Extract)]
#[extract(partial)]
#[serde(untagged)]
enum Either {
    Text { text: String },
    Size { size: u8 },
}

#[test]
fn what_wraps_a_type_shows_that_type_and_what_has_no_fields_itself() {
    let words = r#"{"value":["a","b"#;
    shows::<Words>(words, r#"Growing([Done("a"), Growing("b")])"#);
    shows::<Count>(words, r#"Growing([Done("a"), Growing("b")])"#);
    shows::<Word>(r#"{"value":"a"#, r#"Growing("a")"#);
    shows::<Forest>(r#"{"value":[[],[]"#, "Absent");
    shows::<Forest>(r#"{"value":[[]]"#, "Done(Forest([Forest([])]))");
    shows::<Nothing>(r#"{"value":null"#, "Done(Nothing)");
    shows::<Either>(r#"{"value":{"size":5"#, "Absent");
    shows::<Either>(r#"{"value":{"size":5}"#, "Done(Size { size: 5 })");
    shows::<Kind>(r#"{"value":"Paid""#, "Done(Paid)");
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
struct Size {
    width: u8,
    height: u8,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
struct Flat {
    name: String,
    #[serde(flatten)]
    size: Box<Size>,
    #[serde(flatten)]
    plain: Plain,
    #[serde(flatten)]
    more: Deeper<Word>,
    last: bool,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
struct Deeper<T> {
    deep: T,
    #[serde(flatten)]
    deepest: Deepest,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
struct Deepest {
    bottom: Vec<String>,
}

#[test]
fn flattened_fields_grow_in_the_object_around_them() {
    shows::<Flat>(
        r#"{"unknown":1"#,
        "Growing(Flat { name: Absent, size: Absent, plain: Absent, more: Absent, last: Absent })",
    );
    let cut = r#"{"name":"n","height":1,"size":3,"bottom":["b"#;
    shows::<Flat>(
        cut,
        concat!(
            r#"Growing(Flat { name: Done("n"), size: Growing(Size { width: Absent, height: Done(1) }), plain: Absent, "#,
            r#"more: Growing(Deeper { deep: Absent, deepest: Growing(Deepest { bottom: Growing([Growing("b")]) }) }), last: Absent })"#,
        ),
    );
    shows::<Flat>(
        &format!(r#"{cut}"],"deep":"d","width":2,"last":true}}"#),
        concat!(
            r#"Done(Flat { name: Done("n"), size: Done(Size { width: Done(2), height: Done(1) }), plain: Done(Plain { size: 3 }), "#,
            r#"more: Done(Deeper { deep: Done("d"), deepest: Done(Deepest { bottom: Done([Done("b")]) }) }), last: Done(true) })"#,
        ),
    );
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
struct Tree<T> {
    value: T,
    children: Vec<Self>,
    named: BTreeMap<String, Tree<T>>,
}

/// No field that is read speaks of the last two.
#[derive(Deserialize, Extract)]
#[extract(partial)]
#[serde(bound = "T: serde::de::DeserializeOwned")]
struct Marked<T, U, V: ?Sized> {
    value: T,
    #[serde(skip)]
    markers: (PhantomData<U>, PhantomData<V>),
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
enum Sum<T> {
    Number(T),
    Add(Box<Sum<T>>, Box<Sum<T>>),
}

/// Shown when it is whole.
#[derive(Debug, Deserialize, Extract)]
struct Whole<T> {
    whole: T,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
struct Around<T> {
    around: Vec<Whole<T>>,
}

/// Is not shown: it has no `Debug`.
#[derive(Deserialize, Extract)]
struct Secret {
    size: u8,
}

#[test]
fn parameters_and_types_that_contain_themselves_are_shown() {
    shows::<Tree<String>>(
        r#"{"value":"a","children":[{"value":"b"#,
        concat!(
            r#"Growing(Tree { value: Done("a"), children: "#,
            r#"Growing([Growing(Tree { value: Growing("b"), children: Absent, named: Absent })]), named: Absent })"#,
        ),
    );
    shows::<Tree<(bool,)>>(
        r#"{"named":[{"key":"k","value":{"value":{"_0":true"#,
        concat!(
            r#"Growing(Tree { value: Absent, children: Absent, named: Growing([Growing(Entry { key: Done("k"), "#,
            r#"value: Growing(Tree { value: Growing((Done(true),)), children: Absent, named: Absent }) })]) })"#,
        ),
    );
    shows::<Marked<String, Secret, str>>(
        r#"{"value":"a"#,
        r#"Growing(Marked { value: Growing("a") })"#,
    );
    shows::<Around<u8>>(r#"{"around":[{"whole":1},{"whole":2"#, "Growing(Around { around: .. })");
    let mut around = Filling::<Around<u8>>::default();
    around.push(r#"{"around":[{"whole":1}]"#).unwrap();
    let whole = around.partial().and_then(|around| around.around.done()?.first()?.done());
    assert_eq!(whole.unwrap().whole, 1);
    shows::<Sum<u8>>(
        r#"{"value":{"Add":{"_0":{"Number":1},"_1":{"Add":{"#,
        "Growing(Add(Done(Number(Done(1))), Growing(Add(Absent, Absent))))",
    );
}

#[derive(Deserialize)]
struct Email(String);

impl Extract for Email {
    const SHAPE: Shape = Shape::string();
}

impl Streamed for Email {
    type Partial = Opaque<Self>;
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
struct Odd {
    secret: Secret,
    email: Option<Email>,
    #[extract(as = "Word")]
    #[serde(deserialize_with = "length")]
    length: usize,
}

fn length<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<usize, D::Error> {
    String::deserialize(reader).map(|text| text.len())
}

#[test]
fn a_field_is_shown_as_it_is_sent_and_without_debug_as_two_dots() {
    shows::<Odd>("{", "Growing(Odd { secret: .., email: .., length: Absent })");
    let mut odd = Filling::<Odd>::default();
    let start = r#"{"secret":{"size":5},"email":"a@b","length":"lo"#;
    odd.push(start).unwrap();
    let Some(Partial::<Odd> { secret, email, length }) = odd.partial() else { panic!() };
    assert_eq!(secret.done().unwrap().size, 5);
    assert_eq!(email.done().unwrap().as_ref().unwrap().0.0, "a@b");
    assert_eq!(length.get().unwrap(), "lo");
    let whole = format!("{start}ng\"}}");
    assert_eq!(extract::from_json::<Odd>(&whole).unwrap().length, 4);
}

#[test]
fn the_items_of_a_tuple_struct_keep_their_numbers() {
    let mut line = Filling::<Line>::default();
    line.push(r#"{"_0":"a","_1":{"size":1}}"#).unwrap();
    let line = line.partial().unwrap();
    assert_eq!((line.1.done().unwrap(), line.3.done().unwrap().size), (&"a".to_owned(), 1));
}

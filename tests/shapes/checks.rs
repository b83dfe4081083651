//! The user's own checks, wherever a type or a field that asks for them stands.

use std::collections::{BTreeMap, HashMap};

use extract::{
    Error, Extract,
    error::Rule::{self, *},
};
use serde::Deserialize;

fn even(number: &u8) -> Result<(), String> {
    if number.is_multiple_of(2) { Ok(()) } else { Err(format!("{number} is odd")) }
}

fn given(number: &Option<u8>) -> Result<(), &'static str> {
    number.map(|_| ()).ok_or("none is given")
}

fn short(text: &str) -> Result<(), &'static str> {
    if text.len() < 4 { Ok(()) } else { Err("too long") }
}

fn sorted(numbers: &[u8]) -> Result<(), &'static str> {
    if numbers.is_sorted() { Ok(()) } else { Err("not sorted") }
}

#[derive(Debug, Deserialize, Extract)]
#[extract(validate = Span::ordered)]
#[serde(deny_unknown_fields)]
struct Span {
    #[serde(rename = "first page")]
    #[extract(validate = even)]
    first: u8,
    last: u8,
}

impl Span {
    fn ordered(&self) -> Result<(), String> {
        if self.first <= self.last { Ok(()) } else { Err("ends before it begins".to_owned()) }
    }
}

#[derive(Debug, Deserialize, Extract)]
struct Wrapper(Span);

/// An even number.
#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct Even(#[extract(validate = even)] u8);

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct Pair(bool, #[extract(validate = even)] u8);

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
enum External {
    Newtype(#[extract(validate = even)] u8),
    Tuple(bool, #[extract(validate = even)] u8),
    Struct {
        #[extract(validate = short)]
        text: String,
    },
    Unit,
}

#[derive(Debug, Deserialize, Extract)]
#[serde(tag = "t")]
#[allow(dead_code)]
enum Internal {
    Newtype(Wrapper),
    Struct {
        #[extract(validate = given)]
        n: Option<u8>,
    },
}

#[derive(Debug, Deserialize, Extract)]
#[serde(tag = "t", content = "c")]
#[allow(dead_code)]
enum Adjacent {
    Newtype(#[extract(validate = sorted)] Vec<u8>),
    Struct {
        #[extract(validate = even)]
        n: u8,
    },
}

#[derive(Debug, Deserialize, Extract)]
#[extract(validate = no_leaf_of_one)]
#[allow(dead_code)]
struct Tree {
    value: u8,
    branches: Vec<Tree>,
}

fn no_leaf_of_one(tree: &Tree) -> Result<(), &'static str> {
    if tree.value == 1 && tree.branches.is_empty() { Err("a leaf of 1") } else { Ok(()) }
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct Page<T> {
    #[extract(validate = even)]
    number: u8,
    items: Vec<T>,
}

#[derive(Debug, Deserialize, Extract)]
#[serde(default)]
#[allow(dead_code)]
struct Defaulted {
    #[extract(validate = even)]
    number: u8,
}

impl Default for Defaulted {
    fn default() -> Self {
        Self { number: 7 }
    }
}

fn expect<T: Extract>(text: &str, expected: &[(&str, Rule, &str)]) {
    let found: Vec<_> = match extract::from_json::<T>(text) {
        Ok(_) => Vec::new(),
        Err(Error::Invalid(invalid)) => invalid.violations().to_vec(),
        Err(error) => panic!("{error}"),
    };
    let found: Vec<_> = found
        .iter()
        .map(|violation| (violation.path(), violation.rule(), violation.message()))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn checks_run_in_every_place_and_know_their_path() {
    let odd = "3 is odd";
    expect::<Even>(r#"{"value":3}"#, &[("$.value", Validate, odd)]);
    expect::<Even>(r#"{"value":4}"#, &[]);
    expect::<Span>(r#"{"first page":4,"last":4}"#, &[]);
    expect::<Span>(
        r#"{"first page":5,"last":4}"#,
        &[(r#"$["first page"]"#, Validate, "5 is odd"), ("$", Validate, "ends before it begins")],
    );
    expect::<Vec<Even>>(
        r#"{"value":[3,4,5]}"#,
        &[("$.value[0]", Validate, odd), ("$.value[2]", Validate, "5 is odd")],
    );
    expect::<HashMap<String, Even>>(
        r#"{"value":[{"key":"b","value":2},{"value":3,"key":"a"}]}"#,
        &[("$.value[1].value", Validate, odd)],
    );
    expect::<BTreeMap<String, (bool, Even)>>(
        r#"{"value":[{"key":"b","value":{"_0":true,"_1":2}},{"key":"a","value":{"_1":3,"_0":true}}]}"#,
        &[("$.value[1].value._1", Validate, odd)],
    );
    expect::<Pair>(r#"{"_0":true,"_1":3}"#, &[("$._1", Validate, odd)]);
    expect::<[Even; 2]>(r#"{"value":[2,3]}"#, &[("$.value[1]", Validate, odd)]);
    expect::<Option<Box<Even>>>(r#"{"value":3}"#, &[("$.value", Validate, odd)]);
    expect::<Option<Even>>(r#"{"value":null}"#, &[]);
    expect::<Page<Even>>(
        r#"{"number":3,"items":[4,3]}"#,
        &[("$.items[1]", Validate, odd), ("$.number", Validate, odd)],
    );
    expect::<Defaulted>("{}", &[("$.number", Validate, "7 is odd")]);
}

#[test]
fn checks_run_in_every_variant() {
    let odd = "3 is odd";
    let external: [(&str, &[(&str, Rule, &str)]); 5] = [
        (r#"{"value":{"Newtype":3}}"#, &[("$.value.Newtype", Validate, odd)]),
        (r#"{"value":{"Tuple":{"_0":true,"_1":3}}}"#, &[("$.value.Tuple._1", Validate, odd)]),
        (
            r#"{"value":{"Struct":{"text":"long"}}}"#,
            &[("$.value.Struct.text", Validate, "too long")],
        ),
        (r#"{"value":{"Struct":{"text":"abc"}}}"#, &[]),
        (r#"{"value":"Unit"}"#, &[]),
    ];
    for (text, expected) in external {
        expect::<External>(text, expected);
    }
    expect::<Internal>(
        r#"{"value":{"first page":2,"t":"Newtype","last":1}}"#,
        &[("$.value", Validate, "ends before it begins")],
    );
    expect::<Internal>(
        r#"{"value":{"t":"Struct","n":null}}"#,
        &[("$.value.n", Validate, "none is given")],
    );
    expect::<Adjacent>(
        r#"{"value":{"t":"Newtype","c":[2,1]}}"#,
        &[("$.value.c", Validate, "not sorted")],
    );
    expect::<Adjacent>(
        r#"{"value":{"c":{"n":3},"t":"Struct"}}"#,
        &[("$.value.c.n", Validate, odd)],
    );
}

#[test]
fn a_recursive_type_is_checked_at_every_level() {
    let leaf = r#"{"value":1,"branches":[]}"#;
    let text = format!(
        r#"{{"value":1,"branches":[{leaf},{{"value":1,"branches":[{leaf}]}},{{"value":2,"branches":[]}}]}}"#
    );
    expect::<Tree>(
        &text,
        &[
            ("$.branches[0]", Validate, "a leaf of 1"),
            ("$.branches[1].branches[0]", Validate, "a leaf of 1"),
        ],
    );
}

#[test]
fn checks_run_on_what_can_be_read_and_come_last() {
    expect::<Page<Span>>(
        r#"{"number":3,"items":[{"first page":4,"last":2},{"first page":300,"last":0}]}"#,
        &[
            (
                r#"$.items[1]["first page"]"#,
                Maximum,
                "300 is above 255, the most that the type holds",
            ),
            ("$.items[0]", Validate, "ends before it begins"),
        ],
    );
}

#[derive(Debug, Deserialize, Extract, garde::Validate)]
#[extract(garde)]
#[allow(dead_code)]
struct Signup {
    #[garde(length(min = 3))]
    name: String,
    #[garde(dive)]
    addresses: Vec<Address>,
    #[garde(skip)]
    kept: bool,
}

#[derive(Debug, Deserialize, Extract, garde::Validate)]
#[allow(dead_code)]
struct Address {
    #[garde(contains("@"))]
    mail: String,
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct Form {
    #[extract(garde)]
    address: Address,
}

#[test]
fn what_garde_reports_stands_below_the_place() {
    let text = r#"{"value":[{"name":"Ada","addresses":[{"mail":"a@b"}],"kept":true},
        {"name":"Al","addresses":[{"mail":"a@b"},{"mail":"ab"}],"kept":true}]}"#;
    let Err(Error::Invalid(invalid)) = extract::from_json::<Vec<Signup>>(text) else {
        panic!("taken");
    };
    let mut found: Vec<_> =
        invalid.violations().iter().map(|each| (each.path(), each.rule())).collect();
    // Garde visits inner values first.
    found.reverse();
    assert_eq!(found, [("$.value[1].name", Validate), ("$.value[1].addresses[1].mail", Validate)],);
    let Err(Error::Invalid(invalid)) = extract::from_json::<Form>(r#"{"address":{"mail":"ab"}}"#)
    else {
        panic!("taken");
    };
    assert_eq!(invalid.violations()[0].path(), "$.address.mail");
}

//! Bounds hold wherever a bounded field stands.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeMap, HashMap, LinkedList, VecDeque},
    rc::Rc,
    sync::Arc,
};

use extract::{Error, Extract, error::Rule};
use indexmap::IndexMap;
use serde::Deserialize;

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct Places<T> {
    direct: Small,
    boxed: Box<Small>,
    option: Option<Small>,
    list: Vec<Small>,
    array: [Small; 1],
    tuple: (bool, Small),
    map: BTreeMap<String, Small>,
    hash: HashMap<String, Vec<Small>>,
    external: External,
    internal: Internal,
    adjacent: Adjacent,
    tuple_struct: TupleStruct,
    optional_number: Bounded,
    generic: T,
}

/// At most 9.
#[derive(Clone, Debug, Deserialize, Extract)]
struct Small(#[extract(max = 9)] u8);

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
enum External {
    Newtype(#[extract(max = 9)] u8),
    Tuple(bool, #[extract(max = 9)] u8),
    Struct {
        #[extract(max = 9)]
        n: u8,
    },
}

#[derive(Debug, Deserialize, Extract)]
#[serde(tag = "t")]
#[allow(dead_code)]
enum Internal {
    Newtype(Bounded),
    Struct {
        #[extract(max = 9)]
        n: f64,
    },
}

#[derive(Debug, Deserialize, Extract)]
#[serde(tag = "t", content = "c")]
#[allow(dead_code)]
enum Adjacent {
    Newtype(#[extract(max = 9)] u8),
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct TupleStruct(bool, #[extract(max = 9)] Option<Box<u8>>);

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct Bounded {
    #[extract(max = 9)]
    n: Option<u8>,
}

/// The document with `at` in one place and 9, which is allowed, in all others.
fn document(place: usize, at: u8) -> String {
    let n = |here: usize| if here == place { at } else { 9 };
    format!(
        r#"{{"direct":{},"boxed":{},"option":{},"list":[0,{}],"array":[{}],"tuple":{{"_0":true,"_1":{}}},
            "map":[{{"key":"k","value":{}}}],"hash":[{{"key":"k","value":[{}]}}],"external":{},
            "internal":{},"adjacent":{{"c":{},"t":"Newtype"}},"tuple_struct":{{"_0":true,"_1":{}}},
            "optional_number":{{"n":{}}},"generic":[{}]}}"#,
        n(0),
        n(1),
        n(2),
        n(3),
        n(4),
        n(5),
        n(6),
        n(7),
        match place {
            8 => format!(r#"{{"Newtype":{at}}}"#),
            9 => format!(r#"{{"Tuple":{{"_0":true,"_1":{at}}}}}"#),
            _ => format!(r#"{{"Struct":{{"n":{}}}}}"#, n(10)),
        },
        match place {
            11 => format!(r#"{{"n":{at},"t":"Newtype"}}"#),
            _ => format!(r#"{{"n":{},"t":"Struct"}}"#, n(12)),
        },
        n(13),
        n(14),
        n(15),
        n(16),
    )
}

#[test]
fn a_number_beyond_its_bound_is_found_in_every_place() {
    let paths = [
        "$.direct",
        "$.boxed",
        "$.option",
        "$.list[1]",
        "$.array[0]",
        "$.tuple._1",
        "$.map[0].value",
        "$.hash[0].value[0]",
        "$.external.Newtype",
        "$.external.Tuple._1",
        "$.external.Struct.n",
        "$.internal.n",
        "$.internal.n",
        "$.adjacent.c",
        "$.tuple_struct._1",
        "$.optional_number.n",
        "$.generic[0]",
    ];
    for (place, path) in paths.into_iter().enumerate() {
        let allowed = extract::from_json::<Places<Vec<Small>>>(&document(place, 9));
        assert!(allowed.is_ok(), "{path}: {allowed:?}");
        let Err(Error::Invalid(invalid)) =
            extract::from_json::<Places<Vec<Small>>>(&document(place, 10))
        else {
            panic!("10 is taken at {path}");
        };
        let found: Vec<_> = invalid
            .violations()
            .iter()
            .map(|violation| (violation.path(), violation.rule()))
            .collect();
        assert_eq!(found, [(path, Rule::Maximum)]);
    }
}

/// Is 9 taken in this type, and 10 refused? `around` has it in the place of `#`.
fn holds<T: Extract>(around: &str) {
    let read = |number: &str| extract::from_json::<T>(&around.replace('#', number));
    assert!(read("9").is_ok(), "{around}");
    let Err(Error::Invalid(invalid)) = read("10") else { panic!("10 is taken in {around}") };
    assert_eq!(invalid.violations().len(), 1, "{around}");
    assert_eq!(invalid.violations()[0].rule(), Rule::Maximum, "{around}");
}

#[test]
fn a_number_beyond_its_bound_is_found_in_what_others_made() {
    holds::<Cow<'static, Small>>(r#"{"value":#}"#);
    holds::<Rc<Small>>(r#"{"value":#}"#);
    holds::<Arc<Small>>(r#"{"value":#}"#);
    holds::<Reverse<Small>>(r#"{"value":#}"#);
    for list in [r#"{"value":[#]}"#, r#"{"value":[0,#,9]}"#] {
        holds::<Box<[Small]>>(list);
        holds::<Rc<[Small]>>(list);
        holds::<Arc<[Small]>>(list);
        holds::<VecDeque<Small>>(list);
        holds::<LinkedList<Small>>(list);
    }
    holds::<IndexMap<String, Small>>(r#"{"value":[{"key":"a","value":#}]}"#);
    holds::<IndexMap<String, Small>>(r#"{"value":[{"value":0,"key":"a"},{"value":#,"key":"b"}]}"#);
}

//! Each rule on each type that it fits: taken at its edge and refused one step beyond, by the
//! `jsonschema` crate where the schema states the rule, and on arrival in any case.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque},
    num::{NonZero, Saturating, Wrapping},
    path::PathBuf,
    rc::Rc,
    sync::Arc,
};

use compact_str::CompactString;
use extract::{
    Error, Extract, Lenient,
    error::Rule::{self, *},
};
use indexmap::{IndexMap, IndexSet};
use serde::Deserialize;
use smol_str::SmolStr;

/// What the schema cannot state: the `jsonschema` crate takes what breaks these.
const TOLD: [Rule; 4] = [MaxLength, MinLength, Unique, Validate];

fn try_values<T: Extract>(about: &str, taken: &[&str], refused: &[(&str, Rule)]) {
    let schema = serde_json::from_str(extract::json_schema::<T>().as_str()).expect("JSON");
    let options = jsonschema::options().should_validate_formats(true);
    let judge = options.build(&schema).expect("a schema");
    let is_valid = |text: &str| judge.is_valid(&serde_json::from_str(text).expect("JSON"));
    for value in taken {
        let text = format!(r#"{{"v":{value}}}"#);
        assert!(is_valid(&text), "{about}: the judge refuses {value}");
        let read = extract::from_json::<T>(&text);
        assert!(read.is_ok(), "{about}: {value}: {:?}", read.err());
    }
    for (value, rule) in refused {
        let text = format!(r#"{{"v":{value}}}"#);
        assert_eq!(is_valid(&text), TOLD.contains(rule), "{about}: the judge of {value}");
        let Err(Error::Invalid(invalid)) = extract::from_json::<T>(&text) else {
            panic!("{about}: {value} is taken");
        };
        let found: Vec<_> = invalid
            .violations()
            .iter()
            .map(|violation| (violation.path(), violation.rule()))
            .collect();
        assert_eq!(found, [("$.v", *rule)], "{about}: {value}");
    }
}

/// A struct with one field of this type and these rules, for each line.
macro_rules! cases {
    ($($ty:ty, ($($rules:tt)*): [$($taken:literal)*] [$($refused:literal $rule:ident)*];)*) => {$({
        #[derive(Deserialize, Extract)]
        #[allow(dead_code)]
        struct One {
            #[extract($($rules)*)]
            v: $ty,
        }
        let about = concat!(stringify!($ty), ": ", stringify!($($rules)*));
        try_values::<One>(about, &[$($taken),*], &[$(($refused, $rule)),*]);
    })*};
}

/// The same lines for each of these types.
macro_rules! cases_of {
    ([$($ty:ty),* $(,)?] $cases:tt) => {$(
        cases_of! { @each $ty, $cases }
    )*};
    (@each $ty:ty, { $($rules:tt: $taken:tt $refused:tt;)* }) => {
        cases! { $($ty, $rules: $taken $refused;)* }
    };
}

#[test]
fn every_integer_keeps_every_rule() {
    cases_of! {
        [u8, u16, u32, u64, usize, i8, i16, i32, i64, isize] {
            (min = 3): ["3" "100"] ["2" Minimum];
            (max = 100): ["100" "3"] ["101" Maximum];
            (exclusive_min = 3): ["4" "100"] ["3" Minimum];
            (exclusive_max = 100): ["99" "3"] ["100" Maximum];
            (multiple_of = 7): ["7" "98"] ["8" MultipleOf];
        }
    }
    cases_of! {
        [
            NonZero<u8>, NonZero<u16>, NonZero<u32>, NonZero<u64>, NonZero<usize>,
            NonZero<i8>, NonZero<i16>, NonZero<i32>, NonZero<i64>, NonZero<isize>,
            Wrapping<u8>, Wrapping<i64>, Saturating<u32>, Saturating<i16>,
        ] {
            (min = 3): ["3" "100"] ["2" Minimum];
            (exclusive_max = 100): ["99" "3"] ["100" Maximum];
            (multiple_of = 7): ["7" "98"] ["8" MultipleOf];
        }
    }
}

#[test]
fn every_float_keeps_every_rule() {
    cases_of! {
        [f32, f64, Box<f32>, Option<f64>, Wrapping<f64>] {
            (min = 3): ["3" "3.5"] ["2.5" Minimum];
            (max = 100): ["100" "99.5"] ["100.5" Maximum];
            (exclusive_min = 3): ["3.5"] ["3" Minimum];
            (exclusive_max = 100): ["99.5"] ["100" Maximum];
            (multiple_of = 2.5): ["7.5" "-5"] ["6" MultipleOf];
        }
    }
}

#[test]
fn every_text_keeps_every_rule() {
    cases_of! {
        [
            String, Box<str>, Rc<str>, Arc<str>, Cow<'static, str>, PathBuf, CompactString, SmolStr,
            Option<String>, Box<String>,
        ] {
            (pattern = "^[a-z]{2}$"): [r#""ab""#] [r#""abc""# Pattern];
            (format = "date"): [r#""2024-02-29""#] [r#""2023-02-29""# Format];
            (min_len = 2): [r#""äö""#] [r#""ä""# MinLength];
            (max_len = 2): [r#""äö""#] [r#""abc""# MaxLength];
        }
    }
}

#[test]
fn every_list_and_map_keeps_every_rule() {
    cases_of! {
        [
            Vec<u8>, Box<[u8]>, Rc<[u8]>, Arc<[u8]>, VecDeque<u8>, LinkedList<u8>, BTreeSet<u8>, HashSet<u8>, BinaryHeap<u8>,
            IndexSet<u8>, Lenient<Vec<u8>>, Option<Vec<u8>>, Box<Vec<u8>>,
        ] {
            (min_items = 2): ["[1,2]"] ["[1]" MinItems];
            (max_items = 2): ["[1,2]"] ["[1,2,3]" MaxItems];
        }
    }
    cases_of! {
        [BTreeMap<String, u8>, HashMap<String, u8>, IndexMap<String, u8>] {
            (min_items = 1): [r#"[{"key":"a","value":1}]"#] ["[]" MinItems];
            (max_items = 1): [r#"[{"key":"a","value":1}]"# "[]"]
                [r#"[{"key":"a","value":1},{"key":"b","value":1}]"# MaxItems];
        }
    }
}

#[test]
fn bounds_of_integers_end_where_they_say() {
    cases! {
        u8, (exclusive_min = 5): ["6" "255"] ["5" Minimum "256" Maximum];
        u8, (exclusive_max = 5): ["4" "0"] ["5" Maximum "-1" Minimum];
        u16, (exclusive_min = 0, max = 9): ["1" "9"] ["0" Minimum "10" Maximum];
        u32, (min = 3, exclusive_max = 5): ["3" "4"] ["2" Minimum "5" Maximum];
        u64, (exclusive_min = 9007199254740992): ["9007199254740993"] ["9007199254740992" Minimum];
        usize, (exclusive_max = 7): ["6"] ["7" Maximum];
        i8, (exclusive_min = -128): ["-127"] ["-128" Minimum];
        i16, (exclusive_min = -2, exclusive_max = 0): ["-1"] ["-2" Minimum "0" Maximum];
        i32, (multiple_of = 7): ["0" "-14" "14"] ["13" MultipleOf "-1" MultipleOf];
        i64, (multiple_of = 1000000): ["-9000000000000000"] ["9000000000000001" MultipleOf];
        isize, (multiple_of = 2, min = 1, max = 3): ["2"] ["0" Minimum "3" MultipleOf "4" Maximum];
        Option<u8>, (multiple_of = 100): ["null" "200"] ["201" MultipleOf];
        Box<u32>, (multiple_of = 3.0): ["9"] ["10" MultipleOf];
    }
}

#[test]
fn bounds_of_floats_end_where_they_say() {
    cases! {
        f64, (exclusive_min = 0): ["5e-324" "1"] ["0" Minimum "-0.0" Minimum];
        f64, (exclusive_max = 0.1): ["0.09999999999999999"] ["0.1" Maximum];
        f64, (min = 0.1, exclusive_max = 0.3): ["0.1" "0.2"] ["0.3" Maximum "0.05" Minimum];
        f64, (multiple_of = 0.1): ["0" "0.3" "0.7" "-1.1" "1070468.1" "12"] ["0.35" MultipleOf "0.30000000000000004" MultipleOf];
        f64, (multiple_of = 0.01): ["19.99" "4.35" "1.1" "0.57"] ["19.999" MultipleOf "0.005" MultipleOf];
        f64, (multiple_of = 2.5): ["7.5" "-5"] ["6" MultipleOf];
        f64, (multiple_of = 3): ["9" "9.0" "3e2"] ["10" MultipleOf "9.5" MultipleOf];
        f32, (exclusive_max = 0.1): ["0.099"] ["0.1" Maximum];
        f32, (multiple_of = 0.1): ["0.1" "0.3" "16777.2"] ["0.15" MultipleOf];
        Option<f32>, (multiple_of = 0.5): ["null" "1.5"] ["1.25" MultipleOf];
    }
}

#[test]
fn rules_of_text_end_where_they_say() {
    cases! {
        String, (pattern = "^[A-Z]{2}$"): [r#""AB""# r#""\u0041B""#] [r#""ABC""# Pattern r#""A\n""# Pattern];
        String, (pattern = "b"): [r#""abc""#] [r#""""# Pattern];
        Option<String>, (pattern = r"^\d+$"): ["null" r#""12""#] [r#""١""# Pattern r#""""# Pattern];
        Box<String>, (pattern = r"^\w$"): [r#""_""#] [r#""ä""# Pattern];
        String, (format = "date"): [r#""2024-02-29""#] [r#""2023-02-29""# Format r#""today""# Format];
        Option<String>, (format = "email"): ["null" r#""a@b.c""#] [r#""a""# Format];
        String, (pattern = "^a", max_len = 2): [r#""ab""#] [r#""abc""# MaxLength r#""b""# Pattern];
        String, (min_len = 2): [r#""äö""# r#""abc""#] [r#""ä""# MinLength r#""""# MinLength];
        String, (max_len = 2): [r#""""# r#""äö""# r#""😀😀""#] [r#""abc""# MaxLength];
        Option<Box<String>>, (min_len = 1, max_len = 1): ["null" r#""\n""# r#""\u00e9""#] [r#""""# MinLength r#""e\u0301""# MaxLength];
    }
}

#[test]
fn rules_of_lists_end_where_they_say() {
    cases! {
        Vec<u8>, (min_items = 1, max_items = 2): ["[1]" "[1,1]"] ["[]" MinItems "[1,1,1]" MaxItems];
        Option<Vec<bool>>, (max_items = 1): ["null" "[]"] ["[true,true]" MaxItems];
        BTreeMap<String, u8>, (max_items = 1): [r#"[{"key":"a","value":1}]"#] [r#"[{"key":"a","value":1},{"key":"b","value":1}]"# MaxItems];
        HashMap<String, u8>, (min_items = 1): [r#"[{"key":"a","value":1}]"#] ["[]" MinItems];
    }
}

#[derive(Deserialize, Extract)]
#[allow(dead_code)]
struct Guest {
    name: String,
    seats: Option<BTreeMap<String, f64>>,
}

/// Documents and the paths of the items that stood there before.
fn repeated<T: Extract>(cases: &[(&str, &[&str])]) {
    for (value, paths) in cases {
        let text = format!(r#"{{"v":{value}}}"#);
        let found: Vec<String> = match extract::from_json::<T>(&text) {
            Ok(_) => Vec::new(),
            Err(Error::Invalid(invalid)) => {
                assert!(invalid.violations().iter().all(|violation| violation.rule() == Unique));
                invalid.violations().iter().map(|violation| violation.path().to_owned()).collect()
            }
            Err(error) => panic!("{error}"),
        };
        assert_eq!(found, *paths, "{value}");
    }
}

#[test]
fn every_list_is_searched_for_equal_items() {
    macro_rules! repeated_in {
        ($($ty:ty),*) => {$({
            #[derive(Deserialize, Extract)]
            #[allow(dead_code)]
            struct One {
                #[extract(unique)]
                v: $ty,
            }
            repeated::<One>(&[("[1,2]", &[]), ("[2,2.0]", &["$.v[1]"])]);
        })*};
    }
    repeated_in!(
        Vec<u8>,
        Box<[u8]>,
        Rc<[u8]>,
        VecDeque<u8>,
        LinkedList<u8>,
        BinaryHeap<u8>,
        [u8; 2],
        Option<Vec<u8>>,
        Box<Vec<u8>>
    );
}

#[test]
fn equal_items_are_found_as_json_values() {
    #[derive(Deserialize, Extract)]
    #[allow(dead_code)]
    struct Numbers {
        #[extract(unique)]
        v: Vec<f64>,
    }
    repeated::<Numbers>(&[
        ("[]", &[]),
        ("[1,2,-1,1.5,15]", &[]),
        ("[1,2,1.0]", &["$.v[2]"]),
        ("[0,1,1,0,1]", &["$.v[2]", "$.v[3]", "$.v[4]"]),
        ("[100,1e2]", &["$.v[1]"]),
    ]);
    #[derive(Deserialize, Extract)]
    #[allow(dead_code)]
    struct Guests {
        #[extract(unique)]
        v: Option<Vec<Guest>>,
    }
    repeated::<Guests>(&[
        ("null", &[]),
        (r#"[{"name":"a","seats":null},{"name":"b","seats":null}]"#, &[]),
        (r#"[{"name":"a","seats":null},{"seats":null,"name":"\u0061"}]"#, &["$.v[1]"]),
        (
            r#"[{"name":"a","seats":[{"key":"x","value":1}]},{"name":"a","seats":[{"value":1.0,"key":"x"}]}]"#,
            &["$.v[1]"],
        ),
    ]);
    #[derive(Deserialize, Extract)]
    #[allow(dead_code)]
    struct Three {
        #[extract(unique)]
        v: [(bool, u8); 3],
    }
    let triple = |last| format!(r#"[{{"_0":true,"_1":1}},{{"_0":true,"_1":2}},{last}]"#);
    repeated::<Three>(&[
        (&triple(r#"{"_0":false,"_1":1}"#), &[]),
        (&triple(r#"{"_1":1,"_0":true}"#), &["$.v[2]"]),
    ]);
}

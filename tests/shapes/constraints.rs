//! Each rule on each type that it fits: taken at its edge and refused one step beyond, by the
//! `jsonschema` crate where the schema states the rule, and on arrival in any case.

use std::collections::{BTreeMap, HashMap};

use compact_str::CompactString;
use extract::{
    Error, Extract,
    error::Rule::{self, *},
};
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
        SmolStr, (min_len = 2): [r#""äö""#] [r#""ä""# MinLength];
        CompactString, (format = "date"): [r#""2024-02-29""#] [r#""today""# Format];
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

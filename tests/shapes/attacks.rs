//! Documents that the schema allows, chosen so that serde alone would lose something in them.

use std::{collections::BTreeMap, fmt::Debug};

use extract::{Extract, Lenient, from_json};
use serde::Deserialize;

/// The value of a text that its schema allows, or the places of what is wrong.
fn read<T: Extract + Debug>(text: &str) -> Result<T, Vec<String>> {
    let schema = serde_json::from_str(extract::json_schema::<T>().as_str()).expect("JSON");
    let judge = jsonschema::validator_for(&schema).expect("a schema");
    assert!(judge.is_valid(&serde_json::from_str(text).expect("JSON")), "{text}");
    from_json::<T>(text).map_err(|error| match error {
        extract::Error::Invalid(invalid) => {
            invalid.violations().iter().map(|it| it.path().to_owned()).collect()
        }
        error => vec![error.to_string()],
    })
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(untagged)]
enum Payment {
    Card { digits: String, count: u8, cents: u64 },
    Cash { cents: u64 },
}

#[test]
fn an_integer_in_another_spelling_does_not_change_the_arm() {
    for (spelled, count) in [("5", 5), ("5.0", 5), ("-0", 0), ("1e1", 10), ("1.2E+1", 12)] {
        let text = format!(r#"{{"value":{{"digits":"1","count":{spelled},"cents":3}}}}"#);
        let card = Payment::Card { digits: "1".to_owned(), count, cents: 3 };
        assert_eq!(read::<Payment>(&text), Ok(card), "{text}");
    }
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(untagged)]
enum Booking {
    Dated { day: jiff::civil::Date, share: f32, cents: u8 },
    Open { cents: u8 },
}

#[test]
fn what_the_meant_arm_cannot_hold_is_a_violation_and_not_another_arm() {
    for (day, share, path) in
        [("2024-02-30", "1", "$.value.day"), ("2024-02-29", "1e39", "$.value.share")]
    {
        let text = format!(r#"{{"value":{{"day":"{day}","share":{share},"cents":1}}}}"#);
        assert_eq!(read::<Booking>(&text), Err(vec![path.to_owned()]), "{text}");
    }
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
struct Texts {
    texts: Vec<String>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(untagged)]
enum Lists {
    Numbers(Lenient<Vec<u8>>),
    Texts {
        #[serde(flatten)]
        inner: Texts,
    },
}

#[test]
fn a_lenient_list_is_told_from_a_struct_with_the_keys_that_serde_is_given() {
    let numbers = Lists::Numbers(vec![1, 2].into());
    assert_eq!(read::<Lists>(r#"{"value":[1,2]}"#), Ok(numbers));
    let texts = Lists::Texts { inner: Texts { texts: vec!["a".to_owned()] } };
    assert_eq!(read::<Lists>(r#"{"value":{"texts":["a"]}}"#), Ok(texts));
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(untagged)]
enum When {
    Pair(i32, u16),
    Day(time::Date),
}

#[test]
fn a_pair_of_numbers_is_no_date() {
    assert_eq!(read::<When>(r#"{"value":{"_0":2024,"_1":100}}"#), Ok(When::Pair(2024, 100)));
    assert!(matches!(read::<When>(r#"{"value":"2024-04-09"}"#), Ok(When::Day(_))));
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(tag = "kind")]
enum Branch {
    Fork {
        #[serde(flatten)]
        inner: Inner,
        pair: (u8, u8),
    },
    Leaf,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
struct Inner {
    next: Option<Box<Inner>>,
    branches: BTreeMap<String, Branch>,
}

#[test]
fn maps_and_tuples_inside_a_flattened_circle_beside_a_tag_are_read_back() {
    let text = r#"{"value":{"pair":{"_1":2,"_0":1e0},"branches":[{"value":{"kind":"Leaf"},
        "key":"a\"\\"}],"next":{"next":null,"branches":[]},"kind":"Fork"}}"#;
    let branches = BTreeMap::from([("a\"\\".to_owned(), Branch::Leaf)]);
    let next = Some(Box::new(Inner { next: None, branches: BTreeMap::new() }));
    let fork = Branch::Fork { inner: Inner { next, branches }, pair: (1, 2) };
    assert_eq!(read::<Branch>(text), Ok(fork));
}

#[test]
fn definitions_that_refer_to_each_other_and_back_are_looked_at_once() {
    let names = 0..8;
    let arms: Vec<_> = names.clone().map(|it| format!(r##"{{"$ref":"#/$defs/D{it}"}}"##)).collect();
    let arms = arms.join(",");
    let definitions: Vec<_> =
        names.map(|it| format!(r#""D{it}":{{"anyOf":[{arms},{{"type":"integer"}}]}}"#)).collect();
    let schema = format!(
        r##"{{"type":"object","properties":{{"v":{{"$ref":"#/$defs/D0"}}}},"required":["v"],
            "additionalProperties":false,"$defs":{{{}}}}}"##,
        definitions.join(","),
    );
    let schema = extract::Schema::from_json("Circle", &schema).expect("a strict schema");
    assert_eq!(schema.read(r#"{"v":1}"#).expect("a value")["v"], 1);
    // A reader that tries every way through the circle does not come back.
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || sender.send(schema.read(r#"{"v":"x"}"#).is_err()));
    assert_eq!(receiver.recv_timeout(std::time::Duration::from_secs(20)), Ok(true));
}

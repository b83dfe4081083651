//! Enums without a tag: which arm a text belongs to, and what is said where it belongs to none.

use std::{collections::BTreeMap, fmt::Debug, mem::discriminant};

use extract::{
    Client, Error, Extract,
    error::Rule::{self, Maximum, Type},
    from_json, json_schema,
    testing::Server,
};
use serde::{Deserialize, Serialize};

use crate::{
    sample::{Sampler, seed},
    types::untagged::{
        ByKind, ByName, Denied, Kinds, Lengths, Mixed, Outer, Payment, Shapes, Tree,
    },
    values::written,
};

const DOCUMENTS: usize = 60;

struct Room {
    server: Server,
    client: Client,
}

impl Room {
    /// The value as it stands in a request.
    async fn strict<T: Extract + Serialize>(&self, value: &T) -> String {
        let extractor = self.client.extractor::<T>("gpt-4.1").example("input", value);
        extractor.extract("the document").await.map(drop).unwrap_err();
        let requests = self.server.requests();
        let body = requests.last().unwrap().body();
        let messages = body["input"].as_array().unwrap();
        let example = messages.iter().find(|message| message["role"] == "assistant").unwrap();
        let content = &example["content"];
        content.as_str().or(content[0]["text"].as_str()).unwrap().to_owned()
    }

    /// Reads documents that the schema allows, `arms` of its arms among them, and each again from
    /// its strict text.
    async fn there_and_back<T: Extract + Serialize + PartialEq + Debug>(&self, arms: usize) {
        let schema = json_schema::<T>();
        let mut sampler = Sampler::new(&schema, seed(&["arms", schema.name()]));
        let mut met = Vec::new();
        for _ in 0..DOCUMENTS {
            let document = sampler.document();
            let Ok(value) = extract::from_json::<T>(&document) else { continue };
            let strict = self.strict(&value).await;
            let again = extract::from_json::<T>(&strict).unwrap();
            assert_eq!(shape_of(&again), shape_of(&value), "{document} as {strict}");
            if !met.contains(&discriminant(&value)) {
                met.push(discriminant(&value));
            }
        }
        assert_eq!(met.len(), arms, "{}", schema.name());
    }
}

/// The arms at every level. Numbers are left out: serde_json may read the last digit of a float
/// differently.
fn shape_of(value: &impl Debug) -> String {
    let numeric = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | 'e');
    format!("{value:?}").chars().filter(|c| !numeric(*c)).collect()
}

/// A value that is shown to the model in its strict shape.
#[tokio::test]
async fn each_value_is_read_back_as_the_same_arm() {
    let server = Server::start().await.unwrap();
    server.refuse("no");
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let room = Room { server, client };
    room.there_and_back::<Kinds>(6).await;
    room.there_and_back::<Payment>(2).await;
    room.there_and_back::<Denied>(2).await;
    room.there_and_back::<ByKind>(2).await;
    room.there_and_back::<ByName>(2).await;
    room.there_and_back::<Shapes>(3).await;
    room.there_and_back::<Outer>(3).await;
    room.there_and_back::<Mixed>(3).await;
    room.there_and_back::<Tree>(3).await;
    room.there_and_back::<Lengths>(2).await;
}

/// Told apart two objects further in, behind a map.
#[derive(Debug, PartialEq, Serialize, Deserialize, Extract)]
#[serde(untagged)]
enum Deep {
    Tuple {
        #[serde(alias = "number", alias = "numbers")]
        counts: BTreeMap<String, u8>,
        inside: Inside<((u8,), bool)>,
    },
    Map {
        inside: Inside<(BTreeMap<String, u8>, bool)>,
        counts: BTreeMap<String, u8>,
    },
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Extract)]
struct Inside<T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    it: T,
}

#[test]
fn arms_are_told_apart_by_what_stands_further_in() {
    let one = || BTreeMap::from([("a".to_owned(), 1)]);
    let tuple = Inside { note: None, it: ((1,), true) };
    let map = Inside { note: None, it: (one(), true) };
    let cases = [
        (
            Deep::Tuple { counts: one(), inside: tuple },
            concat!(
                r#"{"value":{"counts":[{"key":"a","value":1}],"#,
                r#""inside":{"note":null,"it":{"_0":{"_0":1},"_1":true}}}}"#,
            ),
        ),
        (
            Deep::Map { inside: map, counts: one() },
            concat!(
                r#"{"value":{"inside":{"note":null,"it":{"_0":[{"key":"a","value":1}],"_1":true}},"#,
                r#""counts":[{"key":"a","value":1}]}}"#,
            ),
        ),
    ];
    for (value, text) in cases {
        assert_eq!(written(&value).unwrap(), text);
        assert_eq!(from_json::<Deep>(text).unwrap(), value);
        // As a server may send it that does not enforce the schema.
        let text = text.replace(r#""note":null,"#, "").replace("true}", r#"true},"other":[]"#);
        assert_eq!(from_json::<Deep>(&text).unwrap(), value, "{text}");
    }
}

#[derive(Debug, Deserialize, Extract)]
#[serde(untagged)]
#[allow(dead_code)]
enum Choice {
    Pair(bool, u8),
    Named { name: String, tags: Vec<u8> },
    Text(String),
}

/// Other lengths, or other items from the first on.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(untagged)]
enum Lists {
    Two([(u8, bool); 2]),
    Three([(u8, bool); 3]),
    Any(Vec<bool>),
}

#[test]
fn lists_are_told_apart_by_their_lengths_and_items() {
    let pair = r#"{"_0":1,"_1":true}"#;
    let two = format!(r#"{{"value":[{pair},{pair}]}}"#);
    assert_eq!(from_json::<Lists>(&two).unwrap(), Lists::Two([(1, true); 2]));
    let three = format!(r#"{{"value":[{pair},{pair},{pair}]}}"#);
    assert_eq!(from_json::<Lists>(&three).unwrap(), Lists::Three([(1, true); 3]));
    for flags in [vec![], vec![true, false], vec![true; 3]] {
        let text = format!(r#"{{"value":{flags:?}}}"#);
        assert_eq!(from_json::<Lists>(&text).unwrap(), Lists::Any(flags));
    }
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
enum Flat {
    Circle((u8, u8)),
    Square { sides: (u8, u8) },
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
enum Solid {
    Ball((u8, u8)),
    Cube { sides: (u8, u8) },
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(untagged)]
enum Figure {
    Flat(Flat),
    Solid(Solid),
}

#[test]
fn enums_are_told_apart_by_the_names_of_their_variants() {
    let cases = [
        (r#"{"Circle":{"_0":1,"_1":2}}"#, Figure::Flat(Flat::Circle((1, 2)))),
        (r#"{"Square":{"sides":{"_0":1,"_1":2}}}"#, Figure::Flat(Flat::Square { sides: (1, 2) })),
        (r#"{"Ball":{"_0":1,"_1":2}}"#, Figure::Solid(Solid::Ball((1, 2)))),
        (r#"{"Cube":{"sides":{"_0":1,"_1":2}}}"#, Figure::Solid(Solid::Cube { sides: (1, 2) })),
    ];
    for (text, figure) in cases {
        let text = format!(r#"{{"value":{text}}}"#);
        assert_eq!(from_json::<Figure>(&text).unwrap(), figure, "{text}");
    }
}

#[test]
fn of_arms_without_a_tag_the_one_that_was_meant_is_told() {
    expect::<Choice>(r#"{"value":5}"#, &[("$.value", Type)]);
    expect::<Choice>(r#"{"value":{"name":"n","tags":[1,"x"]}}"#, &[("$.value.tags[1]", Type)]);
    expect::<Choice>(r#"{"value":{"_0":true,"_1":256}}"#, &[("$.value._1", Maximum)]);
    expect::<Choice>(
        r#"{"value":{"name":7,"tags":[]}}"#,
        &[("$.value", Type), ("$.value.name", Type)],
    );
    expect::<Lists>(
        r#"{"value":[{"_0":1,"_1":true},{"_0":2,"_1":"no"},{"_0":3,"_1":true}]}"#,
        &[("$.value[1]._1", Type)],
    );
    expect::<Deep>(
        r#"{"value":{"counts":[],"inside":{"note":null,"it":{"_0":7,"_1":true}}}}"#,
        &[("$.value.inside.it._0", Type)],
    );
}

#[test]
fn arms_that_do_not_fit_are_named() {
    let Err(Error::Invalid(invalid)) = from_json::<Choice>(r#"{"value":{"tags":[]}}"#) else {
        panic!("it is no value");
    };
    assert_eq!(
        invalid.violations()[0].to_string(),
        "$.value: an object fits none of `Pair`, `Named`, `Text`; next to it is `Named`",
    );
}

fn expect<T: Extract>(text: &str, expected: &[(&str, Rule)]) {
    let Err(Error::Invalid(invalid)) = from_json::<T>(text) else { panic!("it is a value") };
    let found: Vec<_> = invalid.violations().iter().map(|it| (it.path(), it.rule())).collect();
    assert_eq!(found, expected, "{text}");
}

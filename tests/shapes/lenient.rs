//! Lenient lists: what one item alone gives, it gives in the list.

use std::collections::BTreeMap;

use extract::{Error, Extract, Lenient, error::Rule, from_json, json_schema};
use fastrand::Rng;
use serde::{Deserialize, Serialize};

use crate::mutate::{Mutation, mutate};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
struct Row {
    name: String,
    #[extract(min = 0)]
    price: f64,
    tags: BTreeMap<String, (u8, bool)>,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
#[serde(tag = "t")]
enum Kind {
    Piece { count: u8 },
    Hour,
}

const GOOD: &str = r#"{"name":"a","price":1.5,"tags":[{"key":"k","value":{"_0":1,"_1":true}}],"kind":{"t":"Hour"}}"#;

type Rows = Lenient<Vec<Row>>;

#[derive(Debug, PartialEq, Deserialize, Extract)]
struct Plain {
    rows: Vec<Row>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(name = "Plain")]
struct Sheet {
    rows: Rows,
}

fn violations(error: &Error) -> Vec<(String, Rule, String)> {
    let Error::Invalid(invalid) = error else { panic!("{error:?}") };
    let of = invalid.violations().iter();
    of.map(|v| (v.path().to_owned(), v.rule(), v.message().to_owned())).collect()
}

#[test]
fn the_schema_is_that_of_the_list() {
    assert_eq!(json_schema::<Sheet>(), json_schema::<Plain>());
    assert_eq!(json_schema::<Rows>(), json_schema::<Vec<Row>>());
    assert_eq!(json_schema::<Option<Rows>>(), json_schema::<Option<Vec<Row>>>());
}

/// Items and their mutants in any order: the lenient list holds exactly what each is alone.
#[test]
fn each_item_is_what_it_is_alone() {
    let good: serde_json::Value = serde_json::from_str(GOOD).unwrap();
    let mut random = Rng::with_seed(7);
    let (mut kept, mut left) = (0, 0);
    for _ in 0..200 {
        let texts: Vec<String> = (0..random.usize(..8))
            .map(|_| match random.choice(Mutation::ALL) {
                Some(mutation) if random.bool() => mutate(&good, mutation, &mut random)
                    .map_or_else(|| GOOD.to_owned(), |mutant| mutant.text),
                _ => GOOD.to_owned(),
            })
            .filter(|text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok())
            .collect();
        let sheet: Sheet = from_json(&format!(r#"{{ "rows" : [{}]}}"#, texts.join(" , "))).unwrap();
        let mut items = sheet.rows.items.into_iter();
        let mut bad = sheet.rows.bad.into_iter();
        for (index, text) in texts.iter().enumerate() {
            match from_json::<Row>(text) {
                Ok(row) => {
                    kept += 1;
                    assert_eq!(items.next(), Some(row));
                }
                Err(error) => {
                    left += 1;
                    let bad = bad.next().unwrap();
                    assert_eq!((bad.index(), bad.raw()), (index, text.as_str()));
                    assert_eq!(bad.path(), format!("$.rows[{index}]"));
                    let found: Vec<_> = bad
                        .violations()
                        .iter()
                        .map(|v| (v.path().to_owned(), v.rule(), v.message().to_owned()))
                        .collect();
                    let alone = violations(&error).into_iter().map(|(path, rule, message)| {
                        (path.replacen('$', &format!("$.rows[{index}]"), 1), rule, message)
                    });
                    assert_eq!(found, alone.collect::<Vec<_>>(), "{text}");
                }
            }
        }
        assert!(items.next().is_none() && bad.next().is_none());
    }
    assert!(kept > 100 && left > 100, "{kept} kept, {left} left");
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(tag = "t", content = "c")]
enum Anywhere {
    List(Lenient<Vec<u8>>),
    Maybe(Option<Lenient<Vec<u8>>>),
    Map(BTreeMap<String, Lenient<Vec<u8>>>),
    Pair((bool, Lenient<Vec<u8>>)),
    Nested(Lenient<Vec<Lenient<Vec<u8>>>>),
    Beside(Beside),
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(tag = "t")]
enum Beside {
    Tag {
        #[serde(rename = "a b")]
        list: Lenient<Vec<u8>>,
    },
}

#[test]
fn a_lenient_list_stands_wherever_a_list_does() {
    let cases = [
        (r#"{"t":"List","c":[1,300,"x"]}"#, vec!["$.c[1]", "$.c[2]"]),
        (r#"{"c":[256,1.0],"t":"List"}"#, vec!["$.c[0]"]),
        (r#"{"t":"Maybe","c":[-1]}"#, vec!["$.c[0]"]),
        (r#"{"t":"Maybe","c":null}"#, vec![]),
        (
            r#"{"t":"Map","c":[{"key":"a","value":[1]},{"key":"b","value":[null]}]}"#,
            vec!["$.c[1].value[0]"],
        ),
        (r#"{"t":"Pair","c":{"_1":[{}],"_0":true}}"#, vec!["$.c._1[0]"]),
        (r#"{"t":"Nested","c":[[1],[2,[]],7]}"#, vec!["$.c[1][1]", "$.c[2]"]),
        (r#"{"t":"Beside","c":{"t":"Tag","a b":[true]}}"#, vec![r#"$.c["a b"][0]"#]),
    ];
    for (text, expected) in cases {
        let lists = match from_json::<Anywhere>(&format!(r#"{{"value":{text}}}"#)).expect(text) {
            Anywhere::List(list) | Anywhere::Pair((_, list)) => vec![list],
            Anywhere::Beside(Beside::Tag { list }) => vec![list],
            Anywhere::Maybe(list) => list.into_iter().collect(),
            Anywhere::Map(map) => map.into_values().collect(),
            Anywhere::Nested(list) => {
                let outer = Lenient { items: Vec::new(), bad: list.bad };
                list.items.into_iter().chain([outer]).collect()
            }
        };
        let found: Vec<_> = lists.iter().flat_map(|list| &list.bad).collect();
        let paths: Vec<_> =
            found.iter().map(|bad| bad.path().replacen("$.value", "$", 1)).collect();
        assert_eq!(paths, expected, "{text}");
        assert!(found.iter().all(|bad| bad.violations()[0].path() == bad.path()), "{text}");
    }
}

#[test]
fn a_root_is_unwrapped() {
    let list: Lenient<Vec<u8>> = from_json(r#"{"value":[1,2,"three"]}"#).unwrap();
    assert_eq!(list.items, [1, 2]);
    assert_eq!(list.bad[0].violations()[0].path(), "$.value[2]");
    assert_eq!(list.bad[0].raw(), r#""three""#);
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code, reason = "read and never looked at")]
struct Bounded {
    #[extract(min_items = 2, max_items = 3)]
    list: Lenient<Vec<u8>>,
    name: String,
}

#[test]
fn what_is_no_item_is_a_violation_of_the_answer() {
    let deep = format!(r#"{{"list":[{}{},1],"name":"n"}}"#, "[".repeat(200), "]".repeat(200));
    let cases = [
        (r#"{"list":[1],"name":"n"}"#, "$.list", Rule::MinItems),
        (r#"{"list":["a","b","c","d"],"name":"n"}"#, "$.list", Rule::MaxItems),
        (r#"{"list":"1, 2","name":"n"}"#, "$.list", Rule::Type),
        (r#"{"list":{"path":"$","texts":["1"]},"name":"n"}"#, "$.list", Rule::Type),
        (r#"{"list":null,"name":"n"}"#, "$.list", Rule::Type),
        (r#"{"list":["a",2],"name":3}"#, "$.name", Rule::Type),
        (r#"{"name":"n"}"#, "$", Rule::Missing),
        (r#"{"list":[1,tru],"name":"n"}"#, "$", Rule::Syntax),
        (r#"{"list":[1,2"#, "$", Rule::Syntax),
        (deep.as_str(), "$", Rule::Nesting),
    ];
    for (text, path, rule) in cases {
        let found = violations(&from_json::<Bounded>(text).expect_err(text));
        assert_eq!((found[0].0.as_str(), found[0].1), (path, rule), "{text}: {found:?}");
    }
    // Bad items count: they came.
    from_json::<Bounded>(r#"{"list":["a","b"],"name":"n"}"#).unwrap();
}

#[derive(Debug, Deserialize, Extract)]
struct Part {
    name: String,
    parts: Lenient<Vec<Part>>,
}

#[derive(Debug, Deserialize, Extract)]
struct Page<L> {
    rows: L,
}

#[test]
fn a_lenient_list_is_the_argument_of_a_generic_type() {
    let page: Page<Lenient<Vec<(u8, bool)>>> =
        from_json(r#"{"rows":[{"_1":true,"_0":1},{"_0":1}]}"#).unwrap();
    assert_eq!(page.rows.items, [(1, true)]);
    assert_eq!(page.rows.bad[0].violations()[0].path(), "$.rows[1]");
}

#[test]
fn a_type_may_hold_a_lenient_list_of_itself() {
    let text = r#"{"name":"a","parts":[{"name":"b","parts":[7]},{"name":1,"parts":[]}]}"#;
    let part: Part = from_json(text).unwrap();
    assert_eq!(part.name, "a");
    assert_eq!(part.parts.bad[0].violations()[0].path(), "$.parts[1].name");
    assert_eq!(part.parts.items[0].parts.bad[0].path(), "$.parts[0].parts[0]");
    let deep = (0..60).fold(r#"{"name":"a","parts":[]}"#.to_owned(), |inner, _| {
        format!(r#"{{"name":"a","parts":[{inner}]}}"#)
    });
    from_json::<Part>(&deep).unwrap();
}

#[test]
fn serde_alone_reads_a_plain_list() {
    let list: Lenient<Vec<Kind>> =
        serde_json::from_str(r#"[{"t":"Hour"},{"t":"Day"},{"t":"Piece","count":2}]"#).unwrap();
    assert_eq!(list.items, [Kind::Hour, Kind::Piece { count: 2 }]);
    assert_eq!((list.bad[0].index(), list.bad[0].path()), (1, "$[1]"));
    assert_eq!(serde_json::to_string(&list).unwrap(), r#"[{"t":"Hour"},{"t":"Piece","count":2}]"#);
}

//! Types that nobody would write.

use std::collections::HashMap;

use super::*;

#[derive(Debug, Deserialize, Extract)]
#[extract(partial)]
enum One {
    Only,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
#[allow(dead_code)]
enum Words {
    None,
    Some(u8),
    Ok { r#type: u8, r#match: Option<Box<Words>>, text: String },
    Absent(String, u8),
    Partial,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
#[allow(dead_code)]
struct Rooted {
    value: Vec<u8>,
    r#fn: String,
    __key: u8,
    __place: u8,
    __raw: u8,
    key: u8,
    child: u8,
    begin: u8,
    self_: u8,
    f: u8,
    __f: u8,
    __value_0: u8,
    __start: u8,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
#[allow(dead_code)]
struct Web {
    name: String,
    links: HashMap<String, Web>,
    more: Option<Vec<Option<Box<Web>>>>,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
#[allow(dead_code)]
struct Grid<T> {
    cells: [T; 2],
    rest: Vec<(T, Vec<T>)>,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
#[allow(dead_code)]
struct Part2 {
    a: u8,
    #[serde(flatten)]
    inner: Inner,
    #[serde(flatten)]
    grid: Grid<u8>,
    z: u8,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
#[allow(dead_code)]
struct Inner {
    b: String,
    #[serde(flatten)]
    deeper: Deeper,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
#[allow(dead_code)]
struct Deeper {
    c: Vec<String>,
}

fn shown<T>(text: &str) -> String
where
    T: Extract + Streamed<Partial: Debug>,
{
    format!("{:?}", filled::<T>(&[text]).part())
}

#[test]
fn odd_types_are_shown() {
    let cases = [
        (
            shown::<Vec<Words>>(
                r#"{"value":["None",{"Some":3},{"Ok":{"type":1,"match":{"Absent":{"_0":"a"#,
            ),
            "Growing([Done(None), Done(Some(Done(3))), Growing(Ok { type: Done(1), match: Growing(Some(Absent(Growing(\"a\"), Absent))), text: Absent })])",
        ),
        (
            shown::<Web>(
                r#"{"name":"a","links":[{"key":"b","value":{"name":"c","links":[{"value":{"more":[null,{"name":"d"#,
            ),
            "Growing(Web { name: Done(\"a\"), links: Growing([Growing(Entry { key: Done(\"b\"), value: Growing(Web { name: Done(\"c\"), links: Growing([Growing(Entry { key: Absent, value: Growing(Web { name: Absent, links: Absent, more: Growing(Some([Done(None), Growing(Some(Web { name: Growing(\"d\"), links: Absent, more: Absent }))])) }) })]), more: Absent }) })]), more: Absent })",
        ),
        (
            shown::<Part2>(
                r#"{"z":1,"c":["x"],"rest":[{"_0":1,"_1":[2]}],"b":"y","a":3,"cells":[1"#,
            ),
            "Growing(Part2 { a: Done(3), inner: Growing(Inner { b: Done(\"y\"), deeper: Growing(Deeper { c: Done([Done(\"x\")]) }) }), grid: Growing(Grid { cells: Growing([]), rest: Done([Done((Done(1), Done([Done(2)])))]) }), z: Done(1) })",
        ),
    ];
    for (shown, expected) in cases {
        assert_eq!(shown, expected);
    }
    assert!(filled::<One>(&[r#"{"value":"Only"}"#]).part().is_done());
    let rooted =
        filled::<Rooted>(&[r#"{"value":[1,2],"fn":"a","__key":4,"__value_0":5,"begin":6"#]);
    let rooted = rooted.partial().expect("it has begun");
    assert_eq!((&rooted.value, &rooted.__key), (&Done(vec![Done(1), Done(2)]), &Done(4)));
}

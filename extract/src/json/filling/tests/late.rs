//! Tags that come late, or are none.

use super::*;

#[derive(Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "kind")]
#[allow(dead_code)]
enum Shape {
    Circle { radius: u8 },
    Around { inner: Box<Shape> },
    Dot,
}

#[test]
fn a_late_tag_that_names_nothing_shows_nothing() {
    for late in [r#""kind":"Oval""#, r#""kind":5"#, r#""kind":{},"kind":[]"#] {
        let filling = filled::<Shape>(&[r#"{"value":{"radius":1,"#, late, "}}"]);
        assert!(filling.part().is_absent(), "{late}");
        assert!(filling.reader().is_whole(), "{late}");
    }
}

#[test]
fn late_tags_in_each_other_are_found_at_every_depth() {
    let depth = 120;
    let answer = [
        r#"{"value":"#,
        &r#"{"inner":"#.repeat(depth),
        r#"{"radius":7,"kind":"Circle"}"#,
        &r#","kind":"Around"}"#.repeat(depth),
        "}",
    ]
    .concat();
    let filling = filled::<Shape>(&[&answer]);
    let shown = format!("{:?}", filling.part());
    assert_eq!(shown.matches("Around").count(), depth, "{shown}");
    assert!(shown.contains("Circle { radius: Done(7) }"), "{shown}");
}

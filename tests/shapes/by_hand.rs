//! What a type that describes itself by hand says of values that it does not take.

use extract::{Error, Extract, Shape, error::Rule, from_json};
use serde::Deserialize;

use crate::types::Email;

#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Even(#[allow(dead_code, reason = "read and never looked at")] usize);

impl TryFrom<String> for Even {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.len().is_multiple_of(2) {
            Ok(Self(text.len()))
        } else {
            Err(format!("{text} is odd"))
        }
    }
}

impl Extract for Even {
    const SHAPE: Shape = Shape::string();
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "Range")]
struct Ordered;

#[derive(Deserialize, Extract)]
struct Range {
    ends: (u8, u8),
}

impl TryFrom<Range> for Ordered {
    type Error = &'static str;

    fn try_from(range: Range) -> Result<Self, &'static str> {
        if range.ends.0 <= range.ends.1 { Ok(Self) } else { Err("the end is before the start") }
    }
}

impl Extract for Ordered {
    const SHAPE: Shape = Shape::of::<Range>();
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code, reason = "read and never looked at")]
struct Document {
    even: Vec<Even>,
    emails: Vec<Option<Email>>,
    ranges: Vec<Ordered>,
}

#[test]
fn a_value_that_its_reader_refuses_is_a_violation_in_its_own_words() {
    let text = r#"{"even":["ab","abc"],"emails":["a@b",null,"a@B","ab",7],
        "ranges":[{"ends":{"_1":2,"_0":1}},{"ends":{"_0":2,"_1":1}},{"ends":{"_0":2}}]}"#;
    let Err(Error::Invalid(invalid)) = from_json::<Document>(text) else { panic!("a value") };
    let found: Vec<_> = invalid.violations().iter().map(|it| (it.rule(), it.to_string())).collect();
    let expected = [
        (Rule::Value, r#"$.even[1]: "abc" cannot be read: abc is odd"#),
        (Rule::Pattern, r#"$.emails[2]: "a@B" does not match the pattern `^[a-z]+@[a-z]+$`"#),
        (Rule::Pattern, r#"$.emails[3]: "ab" does not match the pattern `^[a-z]+@[a-z]+$`"#),
        (Rule::Type, "$.emails[4]: the number 7 where a string is expected"),
        (
            Rule::Value,
            r#"$.ranges[1]: {"ends":{"_0":2,"_1":1}} cannot be read: the end is before the start"#,
        ),
        (Rule::Missing, "$.ranges[2].ends: the key `_1` is missing"),
    ];
    assert_eq!(found, expected.map(|(rule, text)| (rule, text.to_owned())));
}

/// The server may not enforce the pattern, and the type alone would read it.
#[test]
fn a_pattern_is_checked_on_arrival() {
    let Err(Error::Invalid(invalid)) = from_json::<Email>(r#"{"value":"A@B"}"#) else {
        panic!("a value")
    };
    assert_eq!(invalid.violations()[0].rule(), Rule::Pattern);
    assert_eq!(invalid.violations()[0].path(), "$.value");
}

/// What a domain may well call its own methods, with `Extract` in scope beside.
trait Bag {
    fn holds(&self) -> usize;
    fn within(&self) -> usize;
    fn judge(&self) -> usize;
}

impl Bag for Document {
    fn holds(&self) -> usize {
        self.even.len()
    }

    fn within(&self) -> usize {
        self.emails.len()
    }

    fn judge(&self) -> usize {
        self.ranges.len()
    }
}

#[test]
fn extract_takes_no_common_name_of_a_method() {
    let text = r#"{"even":[],"emails":[null],"ranges":[]}"#;
    let document = from_json::<Document>(text).unwrap();
    assert_eq!((document.holds(), document.within(), document.judge()), (0, 1, 0));
}

//! The other way round: every value is written in a shape that its schema allows, and read back.

use std::{
    fmt::Debug,
    sync::Arc,
    time::{Duration, SystemTime},
};

use extract::{Endpoint, Extract, Input, Schema, wire::Request};
use jsonschema::Validator;
use proptest::{
    prelude::any,
    strategy::{BoxedStrategy, Strategy},
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};
use serde::Serialize;
use serde_json::Value;

use crate::{sample::count, types};

/// Text with escapes, controls, and characters that take two to four bytes.
pub fn text() -> impl Strategy<Value = String> + Clone {
    "[a-z\"\\\\/\u{0}-\u{1f}\u{7f}é\u{2028}\u{fffd}😀\u{10ffff}]{0,8}"
}

/// One character that ends no line: the pattern of `char` allows no other.
pub fn character() -> impl Strategy<Value = char> + Clone {
    any::<char>().prop_filter("ends a line", |c| !"\n\r\u{2028}\u{2029}".contains(*c))
}

/// What became of a value: the judges' complaint, if there is one.
pub type Verdict = Result<(), String>;

/// The values that `strategy` makes, each written, judged and read back.
pub fn verdicts<T>(strategy: impl Strategy<Value = T> + 'static) -> BoxedStrategy<Verdict>
where
    T: Extract + Serialize + PartialEq + Debug,
{
    let judge = Arc::new(judge(&extract::json_schema::<T>()));
    let verdict = move |value: T| {
        let written = written(&value).map_err(|error| format!("{value:?}: {error}"))?;
        fits(&judge, &written)?;
        match extract::from_json::<T>(&written) {
            Ok(read) if read == value => Ok(()),
            read => Err(format!("{value:?} is written as {written} and read as {read:?}")),
        }
    };
    strategy.prop_map(verdict).boxed()
}

fn judge(schema: &Schema) -> Validator {
    let schema = serde_json::from_str(schema.as_str()).expect("a schema is JSON");
    let options = jsonschema::options().should_validate_formats(true);
    options.build(&schema).expect("a schema")
}

fn fits(judge: &Validator, written: &str) -> Verdict {
    let document = serde_json::from_str(written).map_err(|error| format!("{written}: {error}"))?;
    judge.validate(&document).map_err(|error| format!("{written}: {error}"))
}

/// Tries so many values; of those that are wrong, the smallest that was found is told.
pub fn try_values(verdicts: BoxedStrategy<Verdict>, count: u32) -> Verdict {
    let config = Config { cases: count, failure_persistence: None, ..Config::default() };
    let chance = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let found = TestRunner::new_with_rng(config, chance)
        .run(&verdicts, |verdict| verdict.map_err(TestCaseError::fail));
    found.map_err(|error| error.to_string())
}

/// The value as it is shown to a model.
pub fn written<T: Extract + Serialize>(value: &T) -> Result<String, String> {
    let mut request = Request::new("gpt-4.1", &extract::json_schema::<T>());
    request.add_example("input", value).map_err(|error| error.to_string())?;
    let body = Endpoint::Chat.prefix(&request).and_then(|prefix| prefix.body(&Input::from("it")));
    let body: Value = serde_json::from_slice(&body.expect("a request")).expect("JSON");
    Ok(body["messages"][1]["content"].as_str().expect("the answer of the example").to_owned())
}

#[test]
fn every_value_is_written_as_its_schema_wants_it_and_read_back() {
    let count = count(64);
    let mut tried = 0;
    let mut wrong = Vec::new();
    for (group, shape) in types::all() {
        match shape.try_values(u32::try_from(count).expect("a count")) {
            Some(Ok(())) => tried += 1,
            Some(Err(error)) => wrong.push(format!("{group}: {}: {error}", shape.name())),
            None => {}
        }
    }
    println!("{} values of {tried} types", tried * count);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried >= 150, "{tried}");
}

#[test]
fn a_value_that_its_schema_does_not_hold_is_refused_with_what_is_wrong() {
    let late = SystemTime::UNIX_EPOCH + Duration::from_secs(253_402_300_800);
    let leap = chrono::NaiveTime::from_hms_nano_opt(0, 0, 59, 1_500_000_000).unwrap();
    let null = "serde writes this type in another shape than it reads: \
        $.value: `null` where a number is expected";
    let cases = [
        (written(&f64::NAN), null),
        (written(&f32::NEG_INFINITY), null),
        (written(&late), "$.secs_since_epoch: "),
        (written(&'\n'), r#""\n" does not match the pattern `^.$`"#),
        (written(&Some(leap)), r#""00:00:60.500" does not match the pattern `^([01]"#),
        (
            written(&[chrono::NaiveDate::MAX, chrono::NaiveDate::default()]),
            r#""+262142-12-31" does not have the format `date`"#,
        ),
        (written(&jiff::Span::new().days(100_000)), r#""P100000D" does not match the pattern `"#),
        (
            written(&rust_decimal::Decimal::MAX),
            r#""79228162514264337593543950335" does not match the pattern `"#,
        ),
        (
            written(&"1E-7".parse::<bigdecimal::BigDecimal>().unwrap()),
            r#""1E-7" does not match the pattern `^-?(0|[1-9][0-9]*)"#,
        ),
        (
            written(&"ftp://a.b/".parse::<url::Url>().unwrap()),
            r#""ftp://a.b/" does not match the pattern `^http"#,
        ),
    ];
    for (case, expected) in cases {
        let told = case.expect_err(expected);
        assert!(told.contains(&format!("an example cannot be written: {expected}")), "{told}");
    }
}

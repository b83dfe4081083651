//! How a request differs from what was recorded, in words.

use std::{fmt, path::Path};

use serde_json::Value;

use super::exchange::Sent;

/// Differences that are told; the others are counted.
const TOLD: usize = 10;
/// Characters of a text that are shown: so many in all, and so many before the first difference.
const SHOWN: usize = 60;
const BEFORE: usize = 20;

/// A recorded request, and whether it was played already.
pub(super) struct Known<'a> {
    pub(super) line: usize,
    pub(super) request: &'a Sent,
    pub(super) is_played: bool,
}

/// A request that the cassette does not hold. Its first line says the most of it.
pub(super) struct Unexpected(String);

impl Unexpected {
    pub(super) fn new<'a>(
        path: &Path,
        sent: &Sent,
        known: impl Iterator<Item = Known<'a>>,
    ) -> Self {
        let Sent { method, url, .. } = sent;
        let (played, unused): (Vec<_>, Vec<_>) = known.partition(|known| known.is_played);
        let again = played.iter().filter(|known| known.request == sent).count();
        let mut text = match again {
            0 => format!("the cassette `{}` does not hold `{method} {url}`", path.display()),
            _ => format!(
                "the cassette `{}` holds `{method} {url}` with this body only {again} time(s)",
                path.display()
            ),
        };
        let differences = |known: Known<'a>| (known.line, differences(known.request, sent));
        let nearest = unused.into_iter().map(differences).min_by_key(|(_, found)| {
            (found.iter().any(|difference| !difference.is_in_body), found.len())
        });
        match nearest {
            None if played.is_empty() => text.push_str(": it is empty"),
            None => {
                text.push_str(&format!(": all {} recorded requests are played", played.len()));
            }
            Some((line, found)) => {
                text.push_str(&format!(": the nearest unused request, on line {line}, differs"));
                if found.len() > 1 {
                    text.push_str(&format!(" in {} places, first", found.len()));
                }
                let told: Vec<&str> =
                    found.iter().take(TOLD).map(|difference| difference.text.as_str()).collect();
                text.push_str(&format!(" at {}", told.join("\n  and at ")));
                if let Some(more @ 1..) = found.len().checked_sub(TOLD) {
                    text.push_str(&format!("\n  and in {more} more places"));
                }
            }
        }
        Self(text)
    }
}

impl fmt::Display for Unexpected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The same: a test that fails shows the `Debug` of its error, where quotes and line breaks should stay readable.
impl fmt::Debug for Unexpected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unexpected {}

struct Difference {
    is_in_body: bool,
    text: String,
}

fn differences(recorded: &Sent, sent: &Sent) -> Vec<Difference> {
    let mut found = Vec::new();
    for (place, recorded, sent) in
        [("method", &recorded.method, &sent.method), ("url", &recorded.url, &sent.url)]
    {
        if recorded != sent {
            let text = told(place, quoted(recorded, sent));
            found.push(Difference { is_in_body: false, text });
        }
    }
    let mut texts = Vec::new();
    compare("headers", &headers(recorded), &headers(sent), &mut texts);
    if texts.is_empty() && recorded.headers != sent.headers {
        texts.push(told("headers", quoted(&recorded.headers.join(", "), &sent.headers.join(", "))));
    }
    found.extend(texts.into_iter().map(|text| Difference { is_in_body: false, text }));
    let (recorded, sent) = (&recorded.body.0, &sent.body.0);
    if recorded != sent {
        let mut texts = Vec::new();
        let values = (serde_json::from_slice(recorded), serde_json::from_slice(sent));
        if let (Ok(recorded), Ok(sent)) = &values {
            compare("$", recorded, sent, &mut texts);
        }
        // No JSON, or the same values in another order or spelling.
        if texts.is_empty() {
            let recorded = String::from_utf8_lossy(recorded);
            texts.push(told("body", quoted(&recorded, &String::from_utf8_lossy(sent))));
        }
        found.extend(texts.into_iter().map(|text| Difference { is_in_body: true, text }));
    }
    found
}

/// Those of one name in one text.
fn headers(sent: &Sent) -> Value {
    let mut headers = serde_json::Map::new();
    for (name, value) in sent.headers.iter().filter_map(|header| header.split_once(": ")) {
        let known = headers.get(name).and_then(Value::as_str);
        let all = known.map_or_else(|| value.to_owned(), |known| format!("{known}, {value}"));
        headers.insert(name.to_owned(), all.into());
    }
    Value::Object(headers)
}

fn compare(path: &str, recorded: &Value, sent: &Value, found: &mut Vec<String>) {
    match (recorded, sent) {
        _ if recorded == sent => {}
        (Value::Object(recorded), Value::Object(sent)) => {
            for (key, value) in recorded {
                member(&below(path, key), Some(value), sent.get(key), found);
            }
            for (key, value) in sent.iter().filter(|(key, _)| !recorded.contains_key(*key)) {
                member(&below(path, key), None, Some(value), found);
            }
        }
        (Value::Array(recorded), Value::Array(sent)) => {
            for index in 0..recorded.len().max(sent.len()) {
                let path = format!("{path}[{index}]");
                member(&path, recorded.get(index), sent.get(index), found);
            }
        }
        (Value::String(recorded), Value::String(sent)) => {
            found.push(told(path, quoted(recorded, sent)));
        }
        _ => found.push(told(path, (shown(recorded), shown(sent)))),
    }
}

fn member(path: &str, recorded: Option<&Value>, sent: Option<&Value>, found: &mut Vec<String>) {
    if let (Some(recorded), Some(sent)) = (recorded, sent) {
        return compare(path, recorded, sent, found);
    }
    let shown = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), shown);
    found.push(told(path, (shown(recorded), shown(sent))));
}

fn below(path: &str, key: &str) -> String {
    let is_plain =
        !key.is_empty() && key.chars().all(|it| it.is_alphanumeric() || "_-".contains(it));
    match is_plain {
        true => format!("{path}.{key}"),
        false => format!("{path}[{}]", Value::from(key)),
    }
}

fn told(place: &str, (recorded, sent): (String, String)) -> String {
    format!("`{place}`: recorded {recorded}, sent {sent}")
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => excerpt(text, 0, |text| Value::from(text).to_string()),
        _ => excerpt(&value.to_string(), 0, str::to_owned),
    }
}

/// Two texts, from a little before the first character in which they differ.
fn quoted(recorded: &str, sent: &str) -> (String, String) {
    let same = recorded.chars().zip(sent.chars()).take_while(|(one, other)| one == other).count();
    let from = if same < SHOWN - BEFORE { 0 } else { same - BEFORE };
    let quote = |text: &str| Value::from(text).to_string();
    (excerpt(recorded, from, quote), excerpt(sent, from, quote))
}

fn excerpt(text: &str, from: usize, quote: impl Fn(&str) -> String) -> String {
    let shown: String = text.chars().skip(from).take(SHOWN).collect();
    let before = if from > 0 { "…" } else { "" };
    let after = if text.chars().nth(from + SHOWN).is_some() { "…" } else { "" };
    format!("{before}{}{after}", quote(&shown))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cassette::exchange::Content;

    fn sent(url: &str, body: &str) -> Sent {
        let body = Content(body.to_owned().into());
        Sent { method: "POST".into(), url: url.into(), headers: vec![], body }
    }

    #[test]
    fn the_nearest_request_is_the_one_with_the_fewest_differences_at_the_same_url() {
        let wanted = sent("/responses", r#"{"a":1,"b":2,"c":3}"#);
        let cases = [
            (["/chat", "/responses"], [r#"{"a":1,"b":2,"c":3}"#, r#"{"a":0,"b":0,"c":0}"#], 2),
            (["/responses", "/responses"], [r#"{"a":0,"b":0,"c":3}"#, r#"{"a":1,"b":2,"c":0}"#], 2),
            (["/responses", "/responses"], [r#"{"a":1,"b":2,"c":0}"#, r#"{"a":0,"b":2,"c":3}"#], 1),
            (["/chat", "/chat"], [r#"{"a":1,"b":2,"c":3}"#, r#"{"a":0,"b":2,"c":3}"#], 1),
        ];
        for (urls, bodies, expected) in cases {
            let known = [0, 1].map(|at| sent(urls[at], bodies[at]));
            let known = known.iter().zip(1..).map(|(request, line)| Known {
                line,
                request,
                is_played: false,
            });
            let text = Unexpected::new(Path::new("x"), &wanted, known).to_string();
            assert!(text.contains(&format!("on line {expected}, differs")), "{text}");
        }
    }

    #[test]
    fn every_difference_has_its_place_and_its_values() {
        let long = "x".repeat(100);
        let cases = [
            (
                r#"{"a":{"b c":[1,2]}}"#,
                r#"{"a":{"b c":[1,3]}}"#,
                r#"`$.a["b c"][1]`: recorded 2, sent 3"#,
            ),
            ("[1]", "[1,null]", "`$[1]`: recorded nothing, sent null"),
            (r#"{"a":"5"}"#, r#"{"a":5}"#, r#"`$.a`: recorded "5", sent 5"#),
            ("1.0", "1.00", r#"`body`: recorded "1.0", sent "1.00""#),
            ("plain", "", r#"`body`: recorded "plain", sent """#),
            (
                &*format!("[\"{long}é\"]"),
                &*format!("[\"{long}\"]"),
                r#"`$[0]`: recorded …"xxxxxxxxxxxxxxxxxxxxé", sent …"xxxxxxxxxxxxxxxxxxxx""#,
            ),
        ];
        for (recorded, other, expected) in cases {
            let found = differences(&sent("/", recorded), &sent("/", other));
            let texts: Vec<&str> = found.iter().map(|it| it.text.as_str()).collect();
            assert_eq!(texts, [expected]);
        }
    }

    #[test]
    fn many_differences_are_counted() {
        let list = |from: usize| format!("{:?}", (from..from + 25).collect::<Vec<_>>());
        let (recorded, wanted) = (sent("/", &list(0)), sent("/", &list(1)));
        let known = [Known { line: 1, request: &recorded, is_played: false }];
        let text = Unexpected::new(Path::new("x"), &wanted, known.into_iter()).to_string();
        assert!(
            text.contains("differs in 25 places, first at `$[0]`: recorded 0, sent 1\n"),
            "{text}"
        );
        assert!(text.ends_with("`$[9]`: recorded 9, sent 10\n  and in 15 more places"), "{text}");
    }
}

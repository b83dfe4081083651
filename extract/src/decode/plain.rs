//! The value of an answer as serde reads it, for those who know nothing of strict shapes.

use super::{choose, cursor::Cursor, reshape};
use crate::schema::{Extract, WRAPPER, check};

/// The value of an answer that was read, in the shape that serde reads and without its wrapper, on one
/// line. Lenient lists stand there as they came.
pub(crate) fn plain<T: Extract>(answer: &str) -> String {
    let facts = const { check(T::NODE) };
    let value = match facts.wrapped {
        true => choose::member(Cursor::new(answer), WRAPPER).ok().flatten().unwrap_or(answer),
        false => answer,
    };
    match reshape::reshape_for_others(T::NODE, value) {
        Ok(reshaped) => on_one_line(&reshaped),
        // Serde read it all the same.
        Err(_) => on_one_line(value),
    }
}

/// Without the blanks between its parts.
fn on_one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    for character in text.chars() {
        if in_string {
            in_string = escaped || character != '"';
            escaped = !escaped && character == '\\';
        } else if matches!(character, ' ' | '\n' | '\r' | '\t') {
            continue;
        } else {
            in_string = character == '"';
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lenient;

    #[test]
    fn a_value_stands_on_one_line_and_its_texts_are_untouched() {
        let cases = [
            ("{\n \"a b\" : [ 1 , true ],\t\"c\": null }\r\n", r#"{"a b":[1,true],"c":null}"#),
            (r#"{ "a" : "x \" , \\" , "b" : "\\\" : " }"#, r#"{"a":"x \" , \\","b":"\\\" : "}"#),
        ];
        for (text, line) in cases {
            assert_eq!(on_one_line(text), line);
        }
    }

    #[test]
    fn maps_tuples_and_integers_are_as_serde_writes_them() {
        type Prices = Vec<(std::collections::BTreeMap<String, u8>, bool)>;
        let answer = r#"{"value": [{"_1": true, "_0": [{"value": 5.0, "key": "tea"}]}]}"#;
        assert_eq!(plain::<Prices>(answer), r#"[[{"tea":5},true]]"#);
        let list = r#"{"value":[1.0,"two",{"_0":3}]}"#;
        assert_eq!(plain::<Lenient<Vec<u8>>>(list), r#"[1.0,"two",{"_0":3}]"#);
        assert_eq!(plain::<Option<u8>>(r#"{"value":null}"#), "null");
    }
}

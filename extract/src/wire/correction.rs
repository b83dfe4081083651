use std::{borrow::Cow, fmt::Write};

use crate::{
    error::{InvalidAnswer, Violation},
    input::Message,
};

/// Violations that the model is told of; what comes after them is counted.
const MOST_VIOLATIONS: usize = 50;

/// Characters of a path and of a message: both may repeat what the model wrote.
const LONGEST: usize = 300;

/// What is said after an answer that is no value: the answer itself, in the words of the model, and
/// what is wrong with it, in the words of the user.
///
/// Put behind the messages of the input, they ask for a corrected answer. At most 50 violations are
/// listed, each with its path, its rule and its message; the others are counted. Paths and messages
/// of more than 300 characters are cut.
///
/// ```
/// use extract::{Error, Input, Message, wire};
///
/// #[derive(Debug, serde::Deserialize, extract::Extract)]
/// struct Guests {
///     count: u8,
/// }
///
/// let Err(Error::Invalid(wrong)) = extract::from_json::<Guests>(r#"{"count":-1}"#) else {
///     panic!("no such count");
/// };
/// let [answer, violations] = wire::correction(&wrong);
/// assert_eq!(answer, Message::assistant(r#"{"count":-1}"#));
///
/// let input = Input::messages([Message::user("Nobody came."), answer, violations]);
/// # let _ = input;
/// ```
pub fn correction(invalid: &InvalidAnswer) -> [Message; 2] {
    [Message::assistant(invalid.raw()), Message::user(complaint(invalid.violations()))]
}

fn complaint(violations: &[Violation]) -> String {
    let mut text = "Your answer does not fit the schema:\n".to_owned();
    for violation in violations.iter().take(MOST_VIOLATIONS) {
        let (path, message) = (cut(violation.path()), cut(violation.message()));
        // Writing to a string cannot fail.
        let _ = writeln!(text, "- {path} ({}): {message}", violation.rule());
    }
    if let more @ 1.. = violations.len().saturating_sub(MOST_VIOLATIONS) {
        let _ = writeln!(text, "- and {more} more");
    }
    text.push_str("Answer again with the whole answer, corrected; keep what was right.");
    text
}

fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST).and_then(|(end, _)| text.get(..end)) {
        Some(start) => Cow::Owned(format!("{start}...")),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Endpoint, Input,
        error::{Evidence, Rule},
        wire::Request,
    };

    #[test]
    fn every_violation_is_told_with_its_path_rule_and_message() {
        let violations = [
            Violation::new("$.total", Rule::Minimum, "-1 is below the minimum of 0"),
            Violation::new("$.lines", Rule::MaxItems, "3 items"),
        ];
        assert_eq!(
            complaint(&violations),
            "Your answer does not fit the schema:\n\
             - $.total (minimum): -1 is below the minimum of 0\n\
             - $.lines (max_items): 3 items\n\
             Answer again with the whole answer, corrected; keep what was right."
        );
    }

    #[test]
    fn a_correction_only_adds_to_the_body() {
        let violations = vec![Violation::new("$.a", Rule::Missing, "the key `a` is missing")];
        let invalid = InvalidAnswer::new(violations, "{\n}".to_owned(), Evidence::default());
        let added = concat!(
            r#",{"role":"assistant","content":"{\n}"}"#,
            r#",{"role":"user","content":"Your answer does not fit the schema:\n"#,
            r#"- $.a (missing): the key `a` is missing\n"#,
            r#"Answer again with the whole answer, corrected; keep what was right."}]}"#,
        );
        let request = Request::of_parts("m".into(), "A".into(), "{}".into());
        for endpoint in [Endpoint::Chat, Endpoint::Responses] {
            let prefix = endpoint.prefix(&request).expect("a request");
            let mut input = Input::text("a");
            let before = prefix.body(&input).expect("a body");
            input.messages.extend(correction(&invalid));
            let after = prefix.body(&input).expect("a body");
            let before = String::from_utf8(before).expect("UTF-8");
            let start = before.strip_suffix("]}").expect("a list");
            assert_eq!(String::from_utf8(after).expect("UTF-8"), format!("{start}{added}"));
        }
    }

    #[test]
    fn the_text_is_bounded_however_much_is_wrong() {
        let one = Violation::new("$".repeat(9_000), Rule::Value, "é".repeat(9_000));
        for (count, listed, more) in
            [(50, 50, None), (51, 50, Some("1 more")), (9_000, 50, Some("8950 more"))]
        {
            let text = complaint(&vec![one.clone(); count]);
            assert_eq!(text.matches("(value)").count(), listed);
            assert_eq!(text.lines().find_map(|line| line.strip_prefix("- and ")), more);
            assert!(text.chars().count() < 50 * 2 * 310 + 200, "{}", text.len());
        }
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(cut(&"é".repeat(300)), "é".repeat(300));
        assert_eq!(cut(&"é".repeat(301)), format!("{}...", "é".repeat(300)));
    }
}

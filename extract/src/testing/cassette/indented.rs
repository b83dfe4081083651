//! A JSON text with lines and indents, and nothing else of it changed: compacted again it is the same text, byte for
//! byte.

use crate::json::InString;

/// Deeper levels are not moved in any further: a text nested very deep would be blanks for the most part.
const DEEPEST: usize = 32;

/// One member or item a line. The text must be compact JSON.
pub(super) fn indented(compact: &str) -> String {
    let mut text = String::with_capacity(compact.len() * 2);
    let mut depth = 0_usize;
    let mut in_string = InString::default();
    let mut characters = compact.chars().peekable();
    while let Some(character) = characters.next() {
        if in_string.passes(character) {
            text.push(character);
            continue;
        }
        match character {
            '{' | '[' => {
                text.push(character);
                match characters.next_if(|next| matches!(next, '}' | ']')) {
                    Some(end) => text.push(end),
                    None => {
                        depth += 1;
                        break_line(&mut text, depth);
                    }
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                break_line(&mut text, depth);
                text.push(character);
            }
            ',' => {
                text.push(character);
                break_line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            _ => text.push(character),
        }
    }
    text
}

fn break_line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth.min(DEEPEST)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::compact;

    #[test]
    fn a_compact_text_comes_back_as_it_was() {
        let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
        let cases = [
            "{}",
            "[]",
            "1.50e+1",
            r#""a b""#,
            r#"{"b":1,"a":[],"a":{}}"#,
            r#"[{"x":" , : { \" "},"\\",[1,[2.0]],null]"#,
            r#"{"key":"line\nbreak\u00e9\ud800 é\t"}"#,
            &deep,
        ];
        for text in cases {
            let moved = indented(text);
            assert_eq!(compact(&moved), text);
            assert!(moved.len() < 100 * text.len() + 100, "{}", moved.len());
        }
    }

    #[test]
    fn members_stand_on_their_own_lines() {
        let expected = "{\n  \"a\": [\n    1,\n    \"x, y\"\n  ],\n  \"b\": {}\n}";
        assert_eq!(indented(r#"{"a":[1,"x, y"],"b":{}}"#), expected);
    }
}

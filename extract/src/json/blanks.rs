//! The blanks of a JSON text: they go, and its numbers and strings stay spelled as they were.

/// Without the blanks between tokens.
pub(crate) fn compact(json: &str) -> String {
    let mut in_string = InString::default();
    let is_blank = |character: char| matches!(character, ' ' | '\t' | '\r' | '\n');
    json.chars().filter(|&character| in_string.passes(character) || !is_blank(character)).collect()
}

/// Where a walk over the characters is: quotes belong to the string.
#[derive(Default)]
pub(crate) struct InString {
    inside: bool,
    escaped: bool,
}

impl InString {
    /// Whether this character, the next one, is part of a string.
    pub(crate) fn passes(&mut self, character: char) -> bool {
        if !self.inside {
            self.inside = character == '"';
            return self.inside;
        }
        match character {
            _ if self.escaped => self.escaped = false,
            '\\' => self.escaped = true,
            '"' => self.inside = false,
            _ => {}
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_between_tokens_go_and_those_in_strings_stay() {
        let cases = [
            ("{\n \"a b\" : [ 1 , true ],\t\"c\": null }\r\n", r#"{"a b":[1,true],"c":null}"#),
            (r#"{ "a" : "x \" , \\" , "b" : "\\\" : " }"#, r#"{"a":"x \" , \\","b":"\\\" : "}"#),
            (r#"["a\\", " b"]"#, r#"["a\\"," b"]"#),
        ];
        for (json, expected) in cases {
            assert_eq!(compact(json), expected);
        }
    }
}

//! What a pattern may be written with: what the service's engines, JSON Schema's dialect
//! (ECMA-262) and regex-lite, which checks on arrival, all take in one meaning.

use std::{iter::Peekable, str::Chars};

use regex_lite::RegexBuilder;

use super::Rules;
use crate::attrs::Spanned;

/// The largest compiled pattern, in bytes: what takes more checks slowly.
const LARGEST: usize = 1 << 18;

impl Rules<'_> {
    pub(super) fn pattern(&self, pattern: &Spanned<String>) {
        let read = Reader::read(&pattern.value).and_then(|()| compile(&pattern.value));
        if let Err(message) = read {
            self.errors.at(pattern.span, message);
        }
    }
}

fn compile(pattern: &str) -> Result<(), String> {
    match RegexBuilder::new(pattern).size_limit(LARGEST).build() {
        Ok(_) => Ok(()),
        Err(error) if error.to_string().contains("size") => {
            Err("the pattern grows too large when its repetitions are written out: lower their counts, or use `max_len`".to_owned())
        }
        Err(error) => Err(format!("the pattern does not compile: {error}")),
    }
}

struct Reader<'p> {
    rest: Peekable<Chars<'p>>,
    /// Open groups.
    depth: u32,
}

type Read = Result<(), String>;

impl<'p> Reader<'p> {
    fn read(pattern: &'p str) -> Read {
        if pattern.is_empty() {
            return Err("an empty pattern asks for nothing: write one, or remove it".to_owned());
        }
        Reader { rest: pattern.chars().peekable(), depth: 0 }.choice()
    }

    /// Everything up to the end, with what can be repeated and what cannot told apart.
    fn choice(&mut self) -> Read {
        let mut repeatable = false;
        while let Some(c) = self.rest.next() {
            repeatable = match c {
                '\\' => self.escape(false).map(|()| true)?,
                '[' => self.class().map(|()| true)?,
                '(' => self.group().map(|()| false)?,
                ')' if self.depth > 0 => {
                    self.depth -= 1;
                    true
                }
                ')' => return Err("`)` closes nothing: write `\\)` for the character".to_owned()),
                ']' | '}' => return Err(format!("write `\\{c}` for the character")),
                '*' | '+' | '?' | '{' if !repeatable => {
                    return Err(format!(
                        "nothing stands before `{c}` that could be repeated: write `\\{c}` for the character"
                    ));
                }
                '*' | '+' | '?' => self.after_repetition(c).map(|()| false)?,
                '{' => self.counted().map(|()| false)?,
                '^' | '$' | '|' => false,
                _ => true,
            };
        }
        if self.depth > 0 {
            return Err("a group is not closed: write `)` behind it".to_owned());
        }
        Ok(())
    }

    fn group(&mut self) -> Read {
        self.depth += 1;
        if self.rest.next_if_eq(&'?').is_none() {
            return Ok(());
        }
        let kind: String = self.rest.clone().take(2).collect();
        let message = match kind.as_bytes() {
            [b':', ..] => {
                self.rest.next();
                return Ok(());
            }
            [b'=' | b'!', ..] | [b'<', b'=' | b'!'] => {
                "strict mode does not look around: say the whole text in the pattern, or write a function for `validate`"
            }
            [b'<' | b'P', ..] => "names of groups are not used: write `(` alone",
            _ => "strict mode knows no flags: spell out what they would mean, as in `[Aa]`",
        };
        Err(message.to_owned())
    }

    /// `{2}`, `{2,}` or `{2,5}`.
    fn counted(&mut self) -> Read {
        let mut inside = String::new();
        let closed = loop {
            match self.rest.next() {
                Some('}') => break true,
                Some(c) if c.is_ascii_digit() || c == ',' => inside.push(c),
                _ => break false,
            }
        };
        let (least, most) = inside.split_once(',').unwrap_or((&inside, ""));
        if !closed || least.is_empty() || most.contains(',') {
            return Err(
                "write a count as `{2}`, `{2,}` or `{0,5}`, and `\\{` for the character".to_owned()
            );
        }
        self.after_repetition('}')
    }

    fn after_repetition(&mut self, written: char) -> Read {
        match self.rest.peek() {
            Some('?') => Err(format!(
                "whether a text matches does not depend on `?` behind `{written}`: remove it"
            )),
            Some('*' | '+' | '{') => Err(format!(
                "two repetitions behind each other: put `(?:…)` around what `{written}` repeats"
            )),
            _ => Ok(()),
        }
    }

    fn class(&mut self) -> Read {
        let negated = self.rest.next_if_eq(&'^').is_some();
        if self.rest.peek() == Some(&']') {
            let start = if negated { "[^]" } else { "[]" };
            return Err(format!(
                "engines read `{start}` in different ways: write `\\]` for the character"
            ));
        }
        let mut last = None;
        while let Some(c) = self.rest.next() {
            match c {
                ']' => return Ok(()),
                '[' => return Err("write `\\[` for the character; there are no classes like `[:alpha:]` and no classes in classes".to_owned()),
                '\\' => self.escape(true)?,
                // Operators between classes in some engines.
                '&' | '~' if last == Some(c) => {
                    return Err(format!("`{c}{c}` means different things to different engines: write `{c}` once"));
                }
                '-' if last == Some(c) => {
                    return Err("`--` means different things to different engines: write `-` first or last, and once".to_owned());
                }
                _ => {}
            }
            last = Some(c);
        }
        Err("a class is not closed: write `]` behind it".to_owned())
    }

    fn escape(&mut self, in_class: bool) -> Read {
        let Some(c) = self.rest.next() else {
            return Err(
                "nothing stands behind the last `\\`: write `\\\\` for the character".to_owned()
            );
        };
        let message = match c {
            'd' | 'D' | 'w' | 'W' | 't' | 'n' | 'r' | 'f' | 'v' => return Ok(()),
            '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|'
            | '/' => return Ok(()),
            '-' if in_class => return Ok(()),
            'x' => return self.hexadecimal(2),
            'u' => return self.hexadecimal(4),
            's' | 'S' => {
                "engines do not agree on what is a blank: write those that you mean, as in `[ \\t\\n]`"
            }
            'p' | 'P' => {
                "strict mode knows no classes of Unicode: write the ranges that you mean, as in `[a-zà-ÿ]`"
            }
            'b' | 'B' => "strict mode knows no word boundaries: say what stands around the word",
            'A' => "strict mode knows no `\\A`: write `^`",
            'z' | 'Z' => "strict mode knows no `\\z`: write `$`",
            '0'..='9' | 'k' => {
                "strict mode does not refer back: say the text once more, or write a function for `validate`"
            }
            c if !c.is_ascii_alphanumeric() => {
                return Err(format!("`{c}` needs no `\\`: write it alone"));
            }
            c => {
                return Err(format!(
                    "`\\{c}` means nothing to strict mode: write the character alone, or remove it"
                ));
            }
        };
        Err(message.to_owned())
    }

    fn hexadecimal(&mut self, count: u32) -> Read {
        let found = (0..count).all(|_| self.rest.next_if(char::is_ascii_hexdigit).is_some());
        if found {
            return Ok(());
        }
        Err("write a character by its number as `\\xE9` or `\\u00E9`".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pattern_is_taken_or_refused_with_its_reason() {
        let taken = [
            "a",
            "^[A-Z]{2}[0-9]{2}$",
            r"^\d{4}-\d{2}$",
            "(a|b)+c?",
            "(?:a|b)*",
            "^$",
            "a{2,}",
            "[^a-z]",
            r"[\]\[\-\\]",
            "[-a]",
            "[a-]",
            r"\x41\u00e9",
            "[ä-ü]",
            r"\/\.",
            "a|",
            "(^a|b$)",
        ];
        for pattern in taken {
            assert_eq!(Reader::read(pattern).and_then(|()| compile(pattern)), Ok(()), "{pattern}");
        }
        let refused = [
            ("", "empty"),
            ("(?=a)", "look around"),
            ("(?<!a)b", "look around"),
            ("(?i)a", "flags"),
            ("(?<n>a)", "names"),
            ("(?P<n>a)", "names"),
            (r"(a)\1", "refer back"),
            (r"\s", "blank"),
            (r"\pL", "Unicode"),
            (r"\bword", "boundaries"),
            (r"\Aa", "`^`"),
            (r"a\z", "`$`"),
            ("a{,3}", "`{0,5}`"),
            ("{", "nothing stands"),
            ("a}", r"`\}`"),
            ("a]", r"`\]`"),
            ("[]a]", "engines"),
            ("[[:alpha:]]", "classes"),
            ("[a&&b]", "`&&`"),
            ("[a--b]", "`--`"),
            ("a+?", "`?`"),
            ("a**", "two"),
            ("*a", "nothing stands"),
            ("^*", "nothing stands"),
            ("(*a)", "nothing stands"),
            ("(a", "closed"),
            ("a)", "closes nothing"),
            ("[a", "closed"),
            (r"\", "nothing stands"),
            (r"\-", "alone"),
            (r"\q", "means nothing"),
            (r"\x{41}", "number"),
            (r"\u12", "number"),
            ("[z-a]", "compile"),
            ("(?:[a-z]{900}){900}", "too large"),
            (r"\uD800", "compile"),
        ];
        for (pattern, reason) in refused {
            let read = Reader::read(pattern).and_then(|()| compile(pattern));
            let message = read.expect_err(pattern);
            assert!(message.contains(reason), "{pattern}: {message}");
        }
    }
}

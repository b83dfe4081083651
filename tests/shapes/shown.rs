//! What is shown of a value while it arrives, judged by its `Debug` alone: this knows nothing of how
//! partials are filled.

use std::iter::zip;

/// Is this a start of what is shown later? What is finished stays, texts and lists grow.
pub fn is_start(before: &str, later: &str) -> bool {
    // Most often one text became longer, which is seen without taking all apart.
    a_text_grew(before, later) || Shown::new(before).is_start_of(&Shown::new(later))
}

fn a_text_grew(before: &str, later: &str) -> bool {
    let same = before.bytes().zip(later.bytes()).take_while(|(a, b)| a == b).count();
    let (Some(start), Some(end)) = (before.get(..same), before.get(same..)) else { return false };
    let grown = later.get(same..).and_then(|grown| grown.strip_suffix(end));
    let open = start.rsplit_once('"');
    grown.is_some_and(|grown| !grown.contains(['"', '\\']))
        && end.starts_with("\")")
        && open.is_some_and(|(open, text)| open.ends_with("Growing(") && !text.contains('\\'))
}

/// What `{:?}` wrote.
pub struct Shown<'a> {
    text: &'a str,
    /// In front of the bracket.
    name: &'a str,
    /// None of a text, a number or a name alone.
    bracket: Option<char>,
    /// With the names of fields.
    parts: Vec<(&'a str, Self)>,
}

impl<'a> Shown<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut rest = text;
        let shown = read(&mut rest);
        assert_eq!(rest, "", "the rest of {text}");
        shown
    }

    fn is_start_of(&self, later: &Shown<'_>) -> bool {
        if self.text == "Absent" {
            return true;
        }
        if let Some(part) = self.only_in("Growing") {
            let later = later.only_in("Growing").or(later.only_in("Done"));
            return later.is_some_and(|later| part.is_start_of(later));
        }
        if self.only_in("Done").is_some() || self.bracket.is_none() {
            let start = self.text.strip_suffix('"').filter(|start| !start.is_empty());
            return self.text == later.text
                || start.is_some_and(|start| later.text.starts_with(start));
        }
        let more = self.bracket == Some('[') && self.parts.len() < later.parts.len();
        self.is_like(later)
            && (more || self.parts.len() == later.parts.len())
            && zip(&self.parts, &later.parts)
                .all(|((name, part), (same, later))| name == same && part.is_start_of(later))
    }

    /// Is this, finished, the value that was read from the whole text? A partial has no fields that
    /// are never read, shows a newtype as what is in it, and every set and map as a list.
    pub fn is_all_of(&self, value: &Shown<'_>) -> bool {
        if self.text == value.text || self.text == ".." || self.text == "()" {
            return true;
        }
        if let Some(part) = self.only_in("Done").or(self.only_in("Opaque")) {
            return part.is_all_of(value);
        }
        if !self.is_like(value) {
            return match (value.bracket, value.parts.as_slice()) {
                (Some('{'), _) if value.name.is_empty() && self.bracket == Some('[') => {
                    self.is_all_of_some_order(value)
                }
                (Some('(' | '{'), [(_, inner)]) => self.is_all_of(inner),
                _ => false,
            };
        }
        match self.bracket {
            Some('{') => self.parts.iter().all(|(name, part)| {
                let mut same = value.parts.iter().filter(|(same, _)| name == same);
                same.next().is_some_and(|(_, value)| part.is_all_of(value))
            }),
            Some(_) if self.parts.len() != value.parts.len() => false,
            Some(bracket) => {
                let in_order = zip(&self.parts, &value.parts)
                    .all(|((_, part), (_, value))| part.is_all_of(value));
                in_order || bracket == '[' && self.is_all_of_some_order(value)
            }
            None => false,
        }
    }

    /// Is nothing left to come?
    pub fn is_whole(&self) -> bool {
        self.text != "Absent"
            && self.only_in("Growing").is_none()
            && self.parts.iter().all(|(_, part)| part.is_whole())
    }

    /// A set knows neither the order of its items nor how often one came.
    fn is_all_of_some_order(&self, value: &Shown<'_>) -> bool {
        let is_entry = |part: &Self, name: &str, value: &Shown<'_>| {
            let Some(entry) = part.only_in("Done").filter(|entry| entry.name == "Entry") else {
                return part.is_all_of(value);
            };
            let shown = |name| entry.parts.iter().find(|(named, _)| *named == name);
            shown("key").is_some_and(|(_, key)| key.is_all_of(&Shown::new(name)))
                && shown("value").is_some_and(|(_, shown)| shown.is_all_of(value))
        };
        let known = self
            .parts
            .iter()
            .all(|(_, part)| value.parts.iter().any(|(name, value)| is_entry(part, name, value)));
        known
            && value
                .parts
                .iter()
                .all(|(name, value)| self.parts.iter().any(|(_, part)| is_entry(part, name, value)))
    }

    fn is_like(&self, other: &Shown<'_>) -> bool {
        self.bracket == other.bracket && self.name == other.name
    }

    /// The only part in `name(…)`.
    fn only_in(&self, name: &str) -> Option<&Self> {
        match self.parts.as_slice() {
            [(_, part)] if self.bracket == Some('(') && self.name == name => Some(part),
            _ => None,
        }
    }
}

fn read<'a>(rest: &mut &'a str) -> Shown<'a> {
    let text = *rest;
    let name = &text[..plain(text)];
    let bracket = text[name.len()..].chars().next().filter(|c| matches!(c, '(' | '[' | '{'));
    let name = if bracket.is_none() { name.trim_end() } else { name };
    *rest = &text[name.len()..];
    let mut parts = Vec::new();
    if let Some(bracket) = bracket {
        *rest = &rest[1..];
        loop {
            *rest = rest.trim_start_matches([' ', ',']);
            if let Some(behind) = rest.strip_prefix([')', ']', '}']) {
                *rest = behind;
                break;
            }
            parts.push(named(rest, bracket));
        }
    }
    // Behind a bracket there is more of what is no value of Rust, such as a time zone.
    let behind = rest.trim_start();
    let is_over = behind.is_empty() || behind.starts_with([',', ')', ']', '}']);
    let is_more = !is_over && !behind.starts_with(": ");
    if bracket.is_some() && is_more {
        read(rest);
        let text = &text[..text.len() - rest.len()];
        return Shown { text, name: text, bracket: None, parts: Vec::new() };
    }
    let text = &text[..text.len() - rest.len()];
    Shown { text, name: name.trim_end(), bracket, parts }
}

/// A field, an entry or an item.
fn named<'a>(rest: &mut &'a str, bracket: char) -> (&'a str, Shown<'a>) {
    let start = *rest;
    let first = read(rest);
    match rest.strip_prefix(": ") {
        Some(behind) if bracket == '{' => {
            *rest = behind;
            (&start[..first.text.len()], read(rest))
        }
        _ => ("", first),
    }
}

/// How far a text, a letter, a number or a name goes.
fn plain(text: &str) -> usize {
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if let Some(open) = quote {
            if c == open && !escaped {
                quote = None;
            }
            escaped = c == '\\' && !escaped;
        } else if matches!(c, '"' | '\'') {
            quote = Some(c);
        } else if matches!(c, '(' | '[' | '{' | ')' | ']' | '}' | ',')
            || c == ':' && text[at + 1..].starts_with(' ') && !text[..at].ends_with(':')
        {
            return at;
        }
    }
    text.len()
}

#[test]
fn the_judge_knows_a_start_from_a_change() {
    let starts = [
        ("Absent", r#"Done("a")"#),
        ("Absent", "Absent"),
        (r#"Growing("")"#, r#"Growing("a")"#),
        (r#"Growing(["Growing(", Growing("a")])"#, r#"Growing(["Growing(", Growing("ab(")])"#),
        (r#"Growing("a\"")"#, r#"Done("a\"b")"#),
        ("Growing([])", "Growing([Absent])"),
        ("Growing([Done(1), Absent])", "Done([Done(1), Done(2), Done(3)])"),
        ("Growing(A { b: Absent })", "Done(A { b: Done(1..2) })"),
        ("Growing(Some(\"a\"))", "Growing(Some(\"ab\"))"),
        ("Growing((Done('('), Absent))", "Growing((Done('('), Done(b\"\\\")\")))"),
    ];
    for (before, after) in starts {
        assert!(is_start(before, after), "{before} to {after}");
    }
    let changes = [
        (r#"Done("a")"#, r#"Done("ab")"#),
        (r#"Done("a")"#, r#"Growing("a")"#),
        (r#"Done("a")"#, "Absent"),
        (r#"Growing("a")"#, "Absent"),
        (r#"Growing("a")"#, r#"Growing("ba")"#),
        (r#"Growing("ab")"#, r#"Growing("a")"#),
        (r#"Growing("ab")"#, r#"Growing("acb")"#),
        (r#"Growing((Growing("a"), Done("b")))"#, r#"Growing((Growing("a"), Done("bc")))"#),
        (r#"Growing([Done("Growing(\"")])"#, r#"Growing([Done("Growing(a\"")])"#),
        ("Growing([Done(1)])", "Growing([])"),
        ("Growing([Done(1)])", "Growing([Absent])"),
        ("Growing([Done(1)])", "Done([Done(2)])"),
        ("Growing(A { b: Done(1) })", "Done(A { b: Done(2) })"),
        ("Growing(A { b: Absent })", "Growing(A { c: Absent })"),
        ("Growing(A { b: Absent })", "Growing(B { b: Absent })"),
        ("Growing((Absent,))", "Growing((Absent, Absent))"),
        ("Growing(Some(\"a\"))", "Done(None)"),
    ];
    for (before, after) in changes {
        assert!(!is_start(before, after), "{before} to {after}");
    }
}

#[test]
fn the_judge_knows_all_of_a_value_from_less() {
    let same = [
        (r#"Done("a")"#, r#""a""#),
        (r#"Done("a")"#, r#"Name("a")"#),
        (r#"Done("a")"#, r#"Name { inside: Other("a") }"#),
        (r#"Done(A(Done("a"), (), Done(1)))"#, r#"A("a", 5, 1)"#),
        ("Done(A { b: Done(1) })", "A { skipped: 0, b: 1 }"),
        ("Done(Two(Done(1), Done([Done(2)])))", "Two(1, [2])"),
        ("Done([Done(2), Done(1), Done(2)])", "{1, 2}"),
        (r#"Done([Done(Entry { key: Done("a"), value: Done(1) })])"#, r#"{"a": 1}"#),
        ("Done(Some(Opaque(A { b: 1 })))", "Some(A { b: 1 })"),
        ("Done(2020-01-01T00:00:00[UTC])", "2020-01-01T00:00:00[UTC]"),
        ("Done(A { b: Done([1:2::3]:4), c: Done(1::) })", "A { b: [1:2::3]:4, c: 1:: }"),
    ];
    for (shown, value) in same {
        assert!(Shown::new(shown).is_all_of(&Shown::new(value)), "{shown} and {value}");
    }
    let others = [
        ("Absent", "1"),
        ("Growing(\"a\")", "\"a\""),
        ("Done(1)", "2"),
        ("Done(A { b: Absent })", "A { b: 1 }"),
        ("Done(A { b: Done(1) })", "A { c: 1 }"),
        ("Done(A { b: Done(1) })", "B { b: 1 }"),
        ("Done([Done(1)])", "[1, 2]"),
        ("Done([Done(1), Done(2)])", "[1]"),
        ("Done([Done(1)])", "{1, 2}"),
        (r#"Done([Done(Entry { key: Done("a"), value: Done(1) })])"#, r#"{"a": 2}"#),
        (r#"Done([Done(Entry { key: Done("a"), value: Done(1) })])"#, r#"{"b": 1}"#),
        ("Done(Some(Done(1)))", "None"),
    ];
    for (shown, whole) in
        [("Done([Done(1)])", true), ("Done([Absent])", false), ("Growing([])", false)]
    {
        assert_eq!(Shown::new(shown).is_whole(), whole, "{shown}");
    }
    for (shown, value) in others {
        assert!(!Shown::new(shown).is_all_of(&Shown::new(value)), "{shown} and {value}");
    }
}

//! The JSON in an answer that holds more than JSON.

/// The JSON object of an answer, and what stood around it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bare<'a> {
    /// The object; whether it is whole and fits is for [`from_json`](crate::from_json) to say.
    pub text: &'a str,
    /// What was passed over, outermost first; nothing where the answer was bare.
    pub tolerated: Vec<Tolerated>,
}

/// What may stand around the JSON of an answer, where one is lenient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Tolerated {
    /// Blanks that JSON does not know, such as no-break spaces.
    Blanks,
    /// A byte order mark at the beginning.
    ByteOrderMark,
    /// A Markdown fence: a line of three backticks, with or without `json`, before the object and
    /// another one after it.
    Fence,
    /// Text before or after the fence.
    Prose,
    /// Thoughts before the answer, up to `</think>`.
    Thoughts,
}

impl Tolerated {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Blanks => "the blanks",
            Self::ByteOrderMark => "the byte order mark",
            Self::Fence => "the Markdown fence",
            Self::Prose => "the text around that",
            Self::Thoughts => "the thoughts",
        }
    }
}

/// Finds the JSON object in an answer with a Markdown fence, thoughts, a byte order mark or blanks
/// around it.
///
/// ```
/// use extract::wire::{Tolerated, bare_json};
///
/// let answer = "<think>Two names.</think>\n```json\n{\"value\": [\"Ada\", \"Grace\"]}\n```\n";
/// let bare = bare_json(answer).expect("one object");
/// assert_eq!(bare.tolerated, [Tolerated::Thoughts, Tolerated::Fence]);
/// let names: Vec<String> = extract::from_json(bare.text)?;
/// assert_eq!(names, ["Ada", "Grace"]);
/// # Ok::<(), extract::Error>(())
/// ```
///
/// Nothing is guessed and nothing repaired. `None` where it is not certain which object is meant:
/// without a fence nothing but thoughts and blanks may stand around the object, a second fence or
/// one that does not end is too much, and so is a `<think>` or `</think>` that stands anywhere but
/// around leading thoughts. An answer that begins with `{` is taken as it is, whatever its texts
/// hold. Takes time in proportion to the length of the answer.
pub fn bare_json(answer: &str) -> Option<Bare<'_>> {
    let mut tolerated = Vec::new();
    let mut rest = answer;
    if let Some(marked) = rest.strip_prefix('\u{feff}') {
        tolerated.push(Tolerated::ByteOrderMark);
        rest = marked;
    }
    rest = trim(rest, &mut tolerated);
    if let Some(answer) = after_thoughts(rest) {
        tolerated.push(Tolerated::Thoughts);
        rest = trim(answer, &mut tolerated);
    }
    if !rest.starts_with('{') {
        let Fenced { before, inside, after } = Fenced::find(rest)?;
        let prose = [before, after];
        if prose.iter().any(|text| text.contains("<think>") || text.contains("</think>")) {
            return None;
        }
        tolerated.push(Tolerated::Fence);
        if prose.iter().any(|text| !text.trim().is_empty()) {
            tolerated.push(Tolerated::Prose);
        }
        rest = trim(inside, &mut tolerated);
    }
    rest.starts_with('{').then_some(Bare { text: rest, tolerated })
}

fn trim<'a>(text: &'a str, tolerated: &mut Vec<Tolerated>) -> &'a str {
    let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    let trimmed = text.trim();
    if trimmed.len() < text.trim_matches(is_blank).len() && !tolerated.contains(&Tolerated::Blanks)
    {
        tolerated.push(Tolerated::Blanks);
    }
    trimmed
}

/// What follows leading thoughts. Some servers send `</think>` alone, since `<think>` ends their
/// prompt; then a fence in front of it could as well be the answer.
fn after_thoughts(text: &str) -> Option<&str> {
    if text.starts_with('{') {
        return None;
    }
    let (thoughts, rest) = text.split_once("</think>")?;
    let opened = thoughts.starts_with("<think>");
    let only_closed = !thoughts.contains("<think>") && !thoughts.lines().any(is_fence);
    (opened || only_closed).then_some(rest)
}

struct Fenced<'a> {
    before: &'a str,
    inside: &'a str,
    after: &'a str,
}

impl<'a> Fenced<'a> {
    /// The only fence of a text, which must be closed and of JSON.
    fn find(text: &'a str) -> Option<Self> {
        let mut lines = Lines { text, next: 0 };
        let (before, inside_from, ticks) = loop {
            let (start, line) = lines.next()?;
            if is_fence(line) {
                break (text.get(..start)?, lines.next, opening(line)?);
            }
        };
        let (inside, after_from) = loop {
            let (start, line) = lines.next()?;
            if is_closing(line, ticks) {
                break (text.get(inside_from..start)?, lines.next);
            }
        };
        let after = text.get(after_from..)?;
        (!after.lines().any(is_fence)).then_some(Self { before, inside, after })
    }
}

/// Lines and where they start.
struct Lines<'a> {
    text: &'a str,
    next: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.next;
        let line = self.text.get(start..)?.split_inclusive('\n').next()?;
        self.next = start + line.len();
        Some((start, line))
    }
}

/// Does a fence of any kind begin or end on this line?
fn is_fence(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("```") || line.starts_with("~~~")
}

/// The backticks that open a fence of JSON.
fn opening(line: &str) -> Option<usize> {
    let line = line.trim();
    let kind = line.trim_start_matches('`');
    let is_json = kind.is_empty() || kind.trim().eq_ignore_ascii_case("json");
    (is_json && !line.starts_with('~')).then_some(line.len() - kind.len())
}

/// As many backticks as opened the fence, or more, and nothing else.
fn is_closing(line: &str, ticks: usize) -> bool {
    let line = line.trim();
    line.len() >= ticks && line.bytes().all(|byte| byte == b'`')
}

#[cfg(test)]
mod tests {
    use super::{Tolerated::*, *};

    #[test]
    fn what_stands_around_an_object_is_named() {
        let cases: [(&str, &[Tolerated]); 10] = [
            ("{}", &[]),
            (" \r\n{}\t", &[]),
            ("\u{a0}{}\u{2003}", &[Blanks]),
            ("\u{feff}{}", &[ByteOrderMark]),
            ("<think>Of one {}.</think> {}", &[Thoughts]),
            ("Of one.\n</think>\n{}", &[Thoughts]),
            ("```\n{}\n```", &[Fence]),
            ("````json\r\n{}\r\n`````\r\n", &[Fence]),
            ("So:\n``` JSON\n{}\n ``` ", &[Fence, Prose]),
            ("<think></think>\n```json\n\u{a0}{}\n```\nSo.", &[Thoughts, Fence, Prose, Blanks]),
        ];
        for (answer, tolerated) in cases {
            let expected = Bare { text: "{}", tolerated: tolerated.to_vec() };
            assert_eq!(bare_json(answer), Some(expected), "{answer:?}");
        }
    }

    #[test]
    fn an_object_that_may_not_be_the_one_is_left() {
        for answer in [
            "",
            "So: {}",
            "<think>{}",
            "So: <think></think>{}",
            "```json\n{}",
            "````\n{}\n```",
            "```rust\n{}\n```",
            "~~~\n{}\n~~~",
            "```\n{}\n```\n```\n{}\n```",
            "```\n{}\n```\n<think></think>",
            "```\n{}\n```\n</think>\n```\n{}\n```",
        ] {
            assert_eq!(bare_json(answer), None, "{answer:?}");
        }
    }
}

//! Where a long text is cut.

use std::ops::{Range, RangeInclusive};

use super::Split;

/// How good a place is to cut, from bad to good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Character,
    Word,
    Sentence,
    Line,
    Paragraph,
}

/// Where the text may be cut.
#[derive(Clone, Copy, Debug)]
struct Gap {
    at: usize,
    /// Of all text before it.
    weight: usize,
    place: Place,
}

/// What a token weighs: English prose has four bytes for one, where tokens are not counted.
const TOKEN: usize = if cfg!(feature = "tiktoken4") { 1 } else { 4 };

fn weigh(text: &str) -> usize {
    #[cfg(feature = "tiktoken4")]
    let weight = crate::tokens::count(text);
    #[cfg(not(feature = "tiktoken4"))]
    let weight = text.len();
    weight.max(1)
}

/// The parts of a text, in order. Each begins at least the overlap before the end of the one before it, and
/// not before the end of the one before that.
pub(super) fn cut(text: &str, split: &Split) -> Vec<Range<usize>> {
    let [size, overlap] = [split.tokens, split.overlap].map(|tokens| tokens.saturating_mul(TOKEN));
    let gaps = Gaps::of(text, size / 8);
    let mut parts = Vec::new();
    let (mut first, mut earlier) = (0, 0);
    loop {
        let end = gaps.end(first, size);
        parts.push(gaps.at(first)..gaps.at(end));
        if end >= gaps.last() {
            return parts;
        }
        // A part of characters that weigh more than it may hold goes on behind them.
        first = gaps.next(end, overlap).max(earlier).max(first + 1);
        earlier = end;
    }
}

struct Gaps(Vec<Gap>);

impl Gaps {
    /// Every place at which this text may be cut. What lies between two of them weighs no more than `most`,
    /// but for single characters.
    fn of(text: &str, most: usize) -> Self {
        let mut gaps = Self(vec![Gap { at: 0, weight: 0, place: Place::Paragraph }]);
        let mut rest = text;
        while !rest.is_empty() {
            let (line, after) = rest.split_at(behind(rest, |c, _| c == '\n'));
            let is_last = line.trim().is_empty() || after.starts_with('\u{c}');
            gaps.add(line, if is_last { Place::Paragraph } else { Place::Line }, most);
            rest = after;
        }
        gaps
    }

    /// Adds the place at the end of this text, and those within if it weighs too much.
    fn add(&mut self, text: &str, end: Place, most: usize) {
        let weight = weigh(text);
        if weight <= most || text.chars().nth(1).is_none() {
            let (at, before) = self.0.last().map_or((0, 0), |gap| (gap.at, gap.weight));
            self.0.push(Gap { at: at + text.len(), weight: before + weight, place: end });
            return;
        }
        let within = match end {
            Place::Paragraph | Place::Line => Place::Sentence,
            Place::Sentence => Place::Word,
            Place::Word | Place::Character => Place::Character,
        };
        let bytes = text.len() / weight.saturating_mul(2).div_ceil(most.max(1));
        let mut rest = text;
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(match within {
                Place::Sentence => behind(rest, ends_sentence),
                // A word and the blank before it are one token.
                Place::Word => behind(rest, |c, next| !c.is_whitespace() && next.is_whitespace()),
                _ => rest
                    .char_indices()
                    .map(|(at, _)| at)
                    .find(|at| *at >= bytes.max(1))
                    .unwrap_or(rest.len()),
            });
            self.add(piece, within, most);
            rest = after;
        }
        if let Some(last) = self.0.last_mut() {
            last.place = end;
        }
    }

    fn at(&self, index: usize) -> usize {
        self.0.get(index).map_or(0, |gap| gap.at)
    }

    fn weight(&self, index: usize) -> usize {
        self.0.get(index).map_or(0, |gap| gap.weight)
    }

    fn last(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    /// The best of these places; of equal ones the last.
    fn best(&self, places: RangeInclusive<usize>) -> usize {
        let last = *places.end();
        let place = |&index: &usize| self.0.get(index).map(|gap| gap.place);
        places.max_by_key(place).unwrap_or(last)
    }

    /// Where a part ends that begins here: at the best place of its last quarter.
    fn end(&self, first: usize, size: usize) -> usize {
        let begin = self.weight(first);
        let most = self.0.partition_point(|gap| gap.weight <= begin.saturating_add(size)) - 1;
        if most >= self.last() {
            return self.last();
        }
        let least = self.0.partition_point(|gap| gap.weight < begin + size - size / 4);
        let most = most.max(first + 1);
        self.best(least.clamp(first + 1, most)..=most)
    }

    /// Where the part after this end begins: at least the overlap before it, at most twice that, at the best
    /// place.
    fn next(&self, end: usize, overlap: usize) -> usize {
        let reached = self.weight(end);
        let near = reached.saturating_sub(overlap);
        let near = self.0.partition_point(|gap| gap.weight <= near).saturating_sub(1);
        let far = reached.saturating_sub(overlap.saturating_mul(2));
        let far = self.0.partition_point(|gap| gap.weight < far);
        self.best(far.min(near)..=near)
    }
}

/// How far the text goes up to the first character that is such an end, together with it.
fn behind(text: &str, is_end: impl Fn(char, char) -> bool) -> usize {
    let next = text.chars().skip(1).chain(['\n']);
    let mut ends = text.char_indices().zip(next).filter(|((_, c), next)| is_end(*c, *next));
    ends.next().map_or(text.len(), |((at, c), _)| at + c.len_utf8())
}

fn ends_sentence(c: char, next: char) -> bool {
    matches!(c, '\u{3002}' | '\u{ff01}' | '\u{ff1f}')
        || matches!(c, '.' | '!' | '?') && next.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(tokens: usize, overlap: usize) -> Split {
        Split::tokens(tokens).overlap(overlap)
    }

    /// Texts that are hard to cut.
    fn texts() -> Vec<String> {
        let row =
            |n: usize| format!("{n:05} something bought at a shop {}.{:02}\n", n % 97, n % 100);
        let rows: String = (0..400).map(row).collect();
        let paragraphs: String =
            (0..400).map(|n| row(n) + if n % 7 == 0 { "\n" } else { "" }).collect();
        vec![
            rows.clone(),
            paragraphs,
            rows.replace('\n', " "),
            rows.replace(['\n', ' '], ""),
            "\u{20ac}".repeat(3000),
            "\u{1f980}\n".repeat(1000),
            "a".repeat(5000) + "\n" + &"b ".repeat(5000),
            "\n".repeat(5000),
            " ".repeat(5000),
        ]
    }

    #[test]
    fn parts_cover_the_text_fit_and_overlap_with_their_neighbours_only() {
        for text in texts() {
            for (tokens, overlap) in [(200, 40), (200, 0), (100, 20), (64, 1), (1000, 150)] {
                let split = split(tokens, overlap);
                let parts = cut(&text, &split);
                let what = format!("{:.20} {tokens}/{overlap}", text);
                assert_eq!((parts[0].start, parts[parts.len() - 1].end), (0, text.len()), "{what}");
                for part in &parts {
                    let weight = weigh(&text[part.clone()]);
                    assert!(weight <= tokens * TOKEN, "{what}: {part:?} {weight}");
                }
                for pair in parts.windows(2) {
                    let shared = &text[pair[1].start..pair[0].end];
                    // Pieces of a word, counted apart, have more tokens than the word.
                    let has_words = shared.contains([' ', '\n']);
                    let least = overlap * TOKEN * if has_words { 9 } else { 5 } / 10;
                    let is_blank = shared.trim().is_empty();
                    assert!(is_blank || weigh(shared) >= least, "{what}: {pair:?}");
                    assert_eq!(overlap == 0, shared.is_empty(), "{what}: {pair:?}");
                    assert!(pair[0].start < pair[1].start && pair[0].end < pair[1].end);
                }
                for three in parts.windows(3) {
                    assert!(three[2].start >= three[0].end, "{what}: {three:?}");
                }
            }
        }
    }

    #[test]
    fn the_best_place_is_taken() {
        let cases = [
            ("paragraphs", "one two three four five.\nsix seven.\n\n", "\n\n"),
            ("lines", "one two three, four five. six\nseven\n", "\n"),
            ("sentences", "One two three four five six. Seven eight.", "."),
            ("words", "ab cd ef gh ", "b|d|f|h"),
        ];
        for (name, text, end) in cases {
            let text = text.repeat(60);
            for part in cut(&text, &split(100, 20)) {
                let part = &text[part];
                assert!(
                    end.split('|').any(|end| part.trim_end_matches(' ').ends_with(end)),
                    "{name}: {part:?}"
                );
            }
        }
    }

    #[test]
    fn a_short_text_is_one_part() {
        assert_eq!(cut("", &split(100, 20)), std::slice::from_ref(&(0..0)));
        assert_eq!(cut("Ada came.", &split(100, 20)), std::slice::from_ref(&(0..9)));
    }
}

//! The keywords that hold a value to more than its type, and the same in words.

use super::Writer;
use crate::schema::{
    bounds::{Bounds, Multiple, Number},
    dialect::Dialect,
    limits::WIDEST,
};

/// What one place asks of its value beyond the type; absent limits ask nothing.
#[derive(Default)]
pub(super) struct Limits<'a> {
    pub(super) format: Option<&'a str>,
    pub(super) pattern: Option<&'a str>,
    /// What format or pattern mean, in words.
    pub(super) told: Option<&'a str>,
    pub(super) minimum: Option<Number>,
    pub(super) exclusive_minimum: Option<Number>,
    pub(super) maximum: Option<Number>,
    pub(super) exclusive_maximum: Option<Number>,
    pub(super) multiple_of: Option<Multiple>,
    pub(super) min_items: Option<u32>,
    pub(super) max_items: Option<u32>,
}

impl Writer {
    /// The keywords, where the dialect has them.
    pub(super) fn limits(&mut self, limits: &Limits<'_>) {
        if !self.has_limits() {
            return;
        }
        self.word("format", limits.format);
        self.word("pattern", limits.pattern);
        self.bound("minimum", limits.minimum);
        self.bound("exclusiveMinimum", limits.exclusive_minimum);
        self.bound("maximum", limits.maximum);
        self.bound("exclusiveMaximum", limits.exclusive_maximum);
        self.multiple_of(limits.multiple_of);
        self.count("minItems", limits.min_items);
        self.count("maxItems", limits.max_items);
    }

    /// The words, where the dialect has no keywords.
    pub(super) fn told(&self, limits: &Limits<'_>) -> Option<String> {
        if self.has_limits() { None } else { limits.in_words() }
    }

    fn has_limits(&self) -> bool {
        match self.dialect {
            Dialect::FineTuned => false,
            Dialect::JsonMode | Dialect::Plain | Dialect::Strict => true,
        }
    }
}

impl Limits<'_> {
    pub(super) fn of_number(bounds: &Bounds) -> Self {
        Self {
            minimum: bounds.min,
            exclusive_minimum: bounds.exclusive_min,
            maximum: bounds.max,
            exclusive_maximum: bounds.exclusive_max,
            multiple_of: bounds.multiple_of,
            ..Self::default()
        }
    }

    /// A sentence: `From 0 to 255.`
    fn in_words(&self) -> Option<String> {
        let parts = [
            self.text_in_words(),
            self.range_in_words(),
            self.exclusive_minimum.map(|bound| format!("above {bound}")),
            self.exclusive_maximum.map(|bound| format!("below {bound}")),
            self.multiple_of.map(|multiple| format!("a multiple of {multiple}")),
            self.items_in_words(),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        let mut sentence = parts.join(", ");
        // The first letter is one of ours.
        sentence.get_mut(..1)?.make_ascii_uppercase();
        sentence.push('.');
        Some(sentence)
    }

    fn text_in_words(&self) -> Option<String> {
        match (self.told, self.format, self.pattern) {
            (Some(told), ..) => Some(told.to_owned()),
            (None, format, pattern) => {
                let format = format.map(|format| format!("text in the format `{format}`"));
                let pattern = pattern.map(|pattern| format!("text that matches `{pattern}`"));
                let both: Vec<_> = format.into_iter().chain(pattern).collect();
                (!both.is_empty()).then(|| both.join(", "))
            }
        }
    }

    fn range_in_words(&self) -> Option<String> {
        // No model comes near the widest bounds; to tell them would only be noise.
        let told = |bound: Option<Number>| {
            bound.filter(
                |bound| !matches!(bound, Number::Integer(n) if *n == WIDEST || *n == -WIDEST),
            )
        };
        match (told(self.minimum), told(self.maximum)) {
            (None, None) => None,
            (Some(min), None) => Some(format!("at least {min}")),
            (None, Some(max)) => Some(format!("at most {max}")),
            (Some(min), Some(max)) => Some(format!("from {min} to {max}")),
        }
    }

    fn items_in_words(&self) -> Option<String> {
        let items =
            |count: u32| if count == 1 { "1 item".to_owned() } else { format!("{count} items") };
        match (self.min_items.filter(|min| *min > 0), self.max_items) {
            (None, None) => None,
            (Some(min), None) => Some(format!("at least {}", items(min))),
            (None, Some(max)) => Some(format!("at most {}", items(max))),
            (Some(min), Some(max)) if min == max => Some(format!("exactly {}", items(min))),
            (Some(min), Some(max)) => Some(format!("from {min} to {}", items(max))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_limits_are_one_sentence() {
        let text = Limits { format: Some("email"), pattern: Some("^a"), ..Limits::default() };
        let both = Limits { told: Some("a word"), min_items: Some(2), ..Limits::default() };
        let zero = Limits { min_items: Some(0), ..Limits::default() };
        let steps = Limits {
            exclusive_minimum: Some(Number::Integer(0)),
            maximum: Some(Number::Float(2.5)),
            multiple_of: Some(Multiple { digits: 5, places: 1 }),
            ..Limits::default()
        };
        let cases = [
            (Limits::default(), None),
            (steps, Some("At most 2.5, above 0, a multiple of 0.5.")),
            (zero, None),
            (text, Some("Text in the format `email`, text that matches `^a`.")),
            (both, Some("A word, at least 2 items.")),
        ];
        for (limits, expected) in cases {
            assert_eq!(limits.in_words().as_deref(), expected);
        }
    }
}

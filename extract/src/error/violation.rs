use std::fmt;

/// One thing about an answer that keeps it from being the wanted type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    pub(super) path: String,
    pub(super) rule: Rule,
    pub(super) message: String,
}

impl Violation {
    pub(crate) fn new(path: impl Into<String>, rule: Rule, message: impl Into<String>) -> Self {
        Self { path: path.into(), rule, message: message.into() }
    }

    /// The same, of a part that stands at `path` in the answer.
    pub(crate) fn below(self, path: &str) -> Self {
        let inside = self.path.strip_prefix('$').unwrap_or(&self.path);
        Self { path: format!("{path}{inside}"), ..self }
    }

    /// Where in the answer, as a JSON path: `$.lines[2].price`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Which rule is broken.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// What was found and what was expected.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// The rules that an answer can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// A key stands twice in one object, or twice in one map.
    Duplicate,
    /// Text that does not have its `format`.
    Format,
    /// A required key is missing.
    Missing,
    /// More items than `max_items`, or than an array holds.
    MaxItems,
    /// More characters than `max_len`.
    MaxLength,
    /// A number above its maximum, or not below `exclusive_max`.
    Maximum,
    /// Fewer items than `min_items`, or than an array holds.
    MinItems,
    /// Fewer characters than `min_len`.
    MinLength,
    /// A number below its minimum, or not above `exclusive_min`.
    Minimum,
    /// A number between the steps of `multiple_of`.
    MultipleOf,
    /// Nested deeper than 128 levels, which is where serde_json stops.
    Nesting,
    /// Text that does not match its `pattern`.
    Pattern,
    /// The text is not JSON.
    Syntax,
    /// The model called another tool than the one that it was given, or called it more than once.
    Tool,
    /// The JSON is of another type than the field.
    Type,
    /// An item that is equal to an earlier one of a list with `unique`.
    Unique,
    /// A key that the type does not know, where it denies unknown keys.
    Unknown,
    /// A function named by `validate`, or garde, has said no.
    Validate,
    /// A value that the type's own reader refuses: a date of no calendar, a variant that does not exist.
    Value,
}

impl Rule {
    /// The rule of this word, as `Display` writes it.
    #[cfg(any(feature = "cache", feature = "pipeline"))]
    pub(crate) fn named(word: &str) -> Option<Self> {
        const ALL: [Rule; 19] = [
            Rule::Duplicate,
            Rule::Format,
            Rule::Missing,
            Rule::MaxItems,
            Rule::MaxLength,
            Rule::Maximum,
            Rule::MinItems,
            Rule::MinLength,
            Rule::Minimum,
            Rule::MultipleOf,
            Rule::Nesting,
            Rule::Pattern,
            Rule::Syntax,
            Rule::Tool,
            Rule::Type,
            Rule::Unique,
            Rule::Unknown,
            Rule::Validate,
            Rule::Value,
        ];
        ALL.into_iter().find(|rule| rule.to_string() == word)
    }
}

impl fmt::Display for Rule {
    /// One word, such as `missing` or `max_items`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Duplicate => "duplicate",
            Self::Format => "format",
            Self::Missing => "missing",
            Self::MaxItems => "max_items",
            Self::MaxLength => "max_len",
            Self::Maximum => "maximum",
            Self::MinItems => "min_items",
            Self::MinLength => "min_len",
            Self::Minimum => "minimum",
            Self::MultipleOf => "multiple_of",
            Self::Nesting => "nesting",
            Self::Pattern => "pattern",
            Self::Syntax => "syntax",
            Self::Tool => "tool",
            Self::Type => "type",
            Self::Unique => "unique",
            Self::Unknown => "unknown",
            Self::Validate => "validate",
            Self::Value => "value",
        })
    }
}

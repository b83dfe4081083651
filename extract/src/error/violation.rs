use std::fmt;

/// One thing about an answer that keeps it from being the wanted type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    path: String,
    rule: Rule,
    message: String,
}

impl Violation {
    pub(crate) fn new(path: impl Into<String>, rule: Rule, message: impl Into<String>) -> Self {
        Self { path: path.into(), rule, message: message.into() }
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
    /// A required key is missing.
    Missing,
    /// More items than `max_items`, or than an array holds.
    MaxItems,
    /// A number above its maximum.
    Maximum,
    /// Fewer items than `min_items`, or than an array holds.
    MinItems,
    /// A number below its minimum.
    Minimum,
    /// Nested deeper than 128 levels, which is where serde_json stops.
    Nesting,
    /// The text is not JSON.
    Syntax,
    /// The JSON is of another type than the field.
    Type,
    /// A key that the type does not know, where it denies unknown keys.
    Unknown,
    /// A value that the type's own reader refuses: a date of no calendar, a variant that does not exist.
    Value,
}

impl fmt::Display for Rule {
    /// One word, such as `missing` or `max_items`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Duplicate => "duplicate",
            Self::Missing => "missing",
            Self::MaxItems => "max_items",
            Self::Maximum => "maximum",
            Self::MinItems => "min_items",
            Self::Minimum => "minimum",
            Self::Nesting => "nesting",
            Self::Syntax => "syntax",
            Self::Type => "type",
            Self::Unknown => "unknown",
            Self::Value => "value",
        })
    }
}

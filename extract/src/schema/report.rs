use std::fmt;

use serde_json::{Map, Value};

use super::limits;

/// How much of the limits of strict mode a schema uses.
///
/// ```
/// # use extract::Extract;
/// # use serde::Deserialize;
/// #[derive(Deserialize, Extract)]
/// struct Invoice {
///     number: String,
///     lines: Vec<Line>,
/// }
///
/// #[derive(Deserialize, Extract)]
/// struct Line {
///     text: String,
///     unit: Unit,
/// }
///
/// #[derive(Deserialize, Extract)]
/// enum Unit {
///     Piece,
///     Hour,
/// }
///
/// let report = extract::json_schema::<Invoice>().report();
/// assert_eq!(report.depth.found, 2);
/// assert_eq!(
///     report.to_string(),
///     "Invoice: 4 of 5000 properties, 2 of 10 levels, 2 of 1000 enum values, \
///      28 of 120000 characters, 0 definitions"
/// );
/// ```
///
/// Counted as the compiler counts: a definition once, however often it is referred to, and a constant
/// as an enum of one value. The service's own count is not published; this one is on the safe side.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The schema's name.
    pub name: String,
    /// Keys of all objects.
    pub properties: Count,
    /// Objects nested in each other, the root included; each definition begins anew.
    pub depth: Count,
    /// Values of all enums, constants included.
    pub enum_values: Count,
    /// Characters of all keys, definition names, enum values and constants.
    pub characters: Count,
    /// Types that stand in `$defs`.
    pub definitions: usize,
}

/// What was counted, and how much strict mode allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Count {
    /// In this schema.
    pub found: usize,
    /// In any schema.
    pub limit: usize,
}

impl Count {
    const fn up_to(limit: u32) -> Self {
        Self { found: 0, limit: limit as usize }
    }

    /// Is it within the limit?
    pub const fn is_kept(self) -> bool {
        self.found <= self.limit
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.found, self.limit)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, properties, depth, enum_values, characters, definitions } = self;
        write!(
            f,
            "{name}: {properties} properties, {depth} levels, {enum_values} enum values, \
             {characters} characters, {definitions} definitions"
        )
    }
}

impl Report {
    /// Counts what is written, and nothing twice: references are not followed.
    pub(crate) fn of(name: &str, schema: &Value) -> Self {
        let mut report = Self {
            name: name.to_owned(),
            properties: Count::up_to(limits::PROPERTIES),
            depth: Count::up_to(limits::DEPTH),
            enum_values: Count::up_to(limits::ENUM_VALUES),
            characters: Count::up_to(limits::CHARACTERS),
            definitions: 0,
        };
        report.count(schema, 0);
        report
    }

    fn count(&mut self, node: &Value, depth: usize) {
        let Some(node) = node.as_object() else { return };
        let depth = depth + usize::from(node.contains_key("properties"));
        self.depth.found = self.depth.found.max(depth);
        for (name, property) in members(node, "properties") {
            self.properties.found += 1;
            self.characters.found += name.chars().count();
            self.count(property, depth);
        }
        for (name, definition) in members(node, "$defs").chain(members(node, "definitions")) {
            self.definitions += 1;
            self.characters.found += name.chars().count();
            self.count(definition, 0);
        }
        let values = node.get("enum").and_then(Value::as_array).into_iter().flatten();
        for value in values.chain(node.get("const")) {
            self.enum_values.found += 1;
            self.characters.found += length(value);
        }
        let arms = node.get("anyOf").and_then(Value::as_array).into_iter().flatten();
        for inside in arms.chain(node.get("items")) {
            self.count(inside, depth);
        }
    }
}

fn members<'a>(
    node: &'a Map<String, Value>,
    keyword: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    node.get(keyword).and_then(Value::as_object).into_iter().flatten()
}

/// The characters of a fixed value; numbers and the like count as they are written.
fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.chars().count(),
        other => other.to_string().len(),
    }
}

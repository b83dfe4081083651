//! Everything that is wrong with an answer, each with its place.
//!
//! This walks the text with the graph, never a `serde_json::Value`, which forgets double keys and
//! rounds large integers. It runs only when there is no value.

use std::{
    borrow::Cow,
    collections::HashSet,
    fmt::{self, Write},
};

use super::{
    choose,
    cursor::{Broken, Cursor, DEEPEST},
    elements::Elements,
    integer, push_json_string,
};
use crate::{
    error::{Rule, Violation},
    schema::{
        Body, Bounds, Content, Definition, Field, Kind, Node, Number, Object, Probe, Tagging,
        Variant, WRAPPER,
    },
};

/// An answer with more violations than this is not read further.
const MOST: usize = 1_000;

/// All violations up to the first place that is no JSON. None does not mean that serde agrees.
pub(super) fn inspect(root: &'static Node, text: &str, wrapped: bool) -> Vec<Violation> {
    let mut inspector = Inspector {
        cursor: Cursor::new(text),
        path: "$".to_owned(),
        found: Vec::new(),
        within: Vec::new(),
        depth: 0,
    };
    // Where the text stops being JSON, serde has the better words.
    let _ = inspector.root(root, wrapped);
    inspector.found
}

/// At the root: the path down there would be longer than most answers.
pub(super) fn nesting() -> Violation {
    let message = "nested deeper than 128 levels, where serde_json stops";
    Violation::new("$", Rule::Nesting, message)
}

struct Inspector<'a> {
    cursor: Cursor<'a>,
    path: String,
    found: Vec<Violation>,
    within: Vec<&'static Definition>,
    depth: u32,
}

type Walk = Result<(), Broken>;

/// What an object may hold.
struct Keys<'k> {
    tags: &'k [&'k str],
    fields: &'static [Field],
    deny_unknown_fields: bool,
}

impl Inspector<'_> {
    fn root(&mut self, root: &'static Node, wrapped: bool) -> Walk {
        if !wrapped {
            return self.value(root, &Bounds::NONE);
        }
        if self.expect(b'{', "an object with the key `value`")? {
            let mut seen = false;
            self.members(|inspector, key| {
                if key == WRAPPER {
                    if std::mem::replace(&mut seen, true) {
                        inspector.report(Rule::Duplicate, "stands twice");
                    }
                    return inspector.value(root, &Bounds::NONE);
                }
                inspector.cursor.value().map(drop)
            })?;
            if !seen {
                self.report(Rule::Missing, "the key `value` is missing");
            }
        }
        Ok(())
    }

    fn report(&mut self, rule: Rule, message: impl fmt::Display) {
        self.found.push(Violation::new(&self.path, rule, message.to_string()));
    }

    /// Runs `walk` with more on the path.
    fn at(&mut self, step: impl fmt::Display, walk: impl FnOnce(&mut Self) -> Walk) -> Walk {
        let length = self.path.len();
        let _ = write!(self.path, "{step}");
        let result = walk(self);
        self.path.truncate(length);
        if self.found.len() >= MOST { Err(Broken) } else { result }
    }

    /// Does the wanted kind of value start here? If not, says so and passes what does.
    fn expect(&mut self, first: u8, wanted: &str) -> Result<bool, Broken> {
        if self.cursor.peek().ok_or(Broken)? == first {
            return Ok(true);
        }
        let value = self.cursor.value()?;
        self.report(Rule::Type, format_args!("{} where {wanted} is expected", noun(value)));
        Ok(false)
    }

    fn value(&mut self, node: &'static Node, bounds: &Bounds) -> Walk {
        self.depth += 1;
        if self.depth > DEEPEST {
            self.found.push(nesting());
            return Err(Broken);
        }
        match &node.kind {
            Kind::Array { items, exactly } => self.array(items, *exactly, bounds)?,
            Kind::Back(id) => {
                let known = self.within.iter().rev().find(|definition| definition.id == *id);
                let definition = *known.ok_or(Broken)?;
                self.definition(definition)?;
            }
            Kind::Boolean => {
                let value = self.cursor.value()?;
                if !matches!(value, "true" | "false") {
                    self.mismatch(value, "`true` or `false`");
                }
            }
            Kind::Integer { minimum, maximum } => self.integer(*minimum, *maximum, bounds)?,
            Kind::Map(values) => self.map(values, bounds)?,
            Kind::Named(link) => self.definition(link.follow())?,
            Kind::Null => {
                let value = self.cursor.value()?;
                if value != "null" {
                    self.mismatch(value, "`null`");
                }
            }
            Kind::Nullable(inner) => {
                if self.cursor.peek() == Some(b'n') {
                    self.cursor.value()?;
                } else {
                    self.value(inner, bounds)?;
                }
            }
            Kind::Number { probe } => self.number(*probe, bounds)?,
            Kind::String { probe, .. } => self.text(*probe)?,
            Kind::Tuple(nodes) => self.tuple(Elements::Nodes(nodes))?,
        }
        self.depth -= 1;
        Ok(())
    }

    fn mismatch(&mut self, value: &str, wanted: &str) {
        self.report(Rule::Type, format_args!("{} where {wanted} is expected", noun(value)));
    }

    fn integer(&mut self, minimum: i128, maximum: i128, bounds: &Bounds) -> Walk {
        let value = self.cursor.value()?;
        let Ok(integer) = integer::plain(value).parse::<i128>() else {
            self.mismatch(value, "a whole number");
            return Ok(());
        };
        let (least, most) = reach(minimum, maximum);
        if integer < least {
            self.report(
                Rule::Minimum,
                format_args!("{integer} is below {least}, the least that the type holds"),
            );
        } else if integer > most {
            self.report(
                Rule::Maximum,
                format_args!("{integer} is above {most}, the most that the type holds"),
            );
        } else if !bounds.admits_integer(integer) {
            self.out_of_bounds(value, bounds, |bounds| bounds.admits_integer(integer));
        }
        Ok(())
    }

    fn number(&mut self, probe: Probe, bounds: &Bounds) -> Walk {
        let value = self.cursor.value()?;
        match value.parse::<f64>() {
            Ok(number) if starts_as_number(value) => {
                if probe(value).is_err() {
                    self.report(
                        Rule::Value,
                        format_args!("{} is beyond the range of its type", excerpt(value)),
                    );
                } else if !bounds.admits_float(number) {
                    self.out_of_bounds(value, bounds, |bounds| bounds.admits_float(number));
                }
            }
            _ => self.mismatch(value, "a number"),
        }
        Ok(())
    }

    fn out_of_bounds(&mut self, value: &str, bounds: &Bounds, admits: impl Fn(&Bounds) -> bool) {
        let value = excerpt(value);
        if let Some(min) = bounds.min
            && !admits(&Bounds { max: None, ..*bounds })
        {
            self.report(
                Rule::Minimum,
                format_args!("{value} is below the minimum of {}", shown(min)),
            );
        }
        if let Some(max) = bounds.max
            && !admits(&Bounds { min: None, ..*bounds })
        {
            self.report(
                Rule::Maximum,
                format_args!("{value} is above the maximum of {}", shown(max)),
            );
        }
    }

    fn text(&mut self, probe: Probe) -> Walk {
        if self.expect(b'"', "a string")? {
            let value = self.cursor.value()?;
            if let Err(reason) = probe(value) {
                self.report(
                    Rule::Value,
                    format_args!("{} cannot be read: {reason}", excerpt(value)),
                );
            }
        }
        Ok(())
    }

    fn array(&mut self, items: &'static Node, exactly: Option<u32>, bounds: &Bounds) -> Walk {
        if !self.expect(b'[', "a list")? {
            return Ok(());
        }
        let mut count = 0;
        let mut more = self.cursor.open(b'[', b']')?;
        while more {
            self.at(format_args!("[{count}]"), |inspector| inspector.value(items, &Bounds::NONE))?;
            count += 1;
            more = self.cursor.another(b']')?;
        }
        let least = exactly.or(bounds.min_items);
        let most = exactly.or(bounds.max_items);
        self.count(count, least, most);
        Ok(())
    }

    fn count(&mut self, count: usize, least: Option<u32>, most: Option<u32>) {
        if let Some(least) = least
            && count < least as usize
        {
            self.report(
                Rule::MinItems,
                format_args!("{count} items, at least {least} are expected"),
            );
        }
        if let Some(most) = most
            && count > most as usize
        {
            self.report(Rule::MaxItems, format_args!("{count} items, at most {most} are expected"));
        }
    }

    fn map(&mut self, values: &'static Node, bounds: &Bounds) -> Walk {
        if !self.expect(b'[', "a list of `key` and `value`")? {
            return Ok(());
        }
        let mut keys = HashSet::new();
        let mut count = 0;
        let mut more = self.cursor.open(b'[', b']')?;
        while more {
            self.at(format_args!("[{count}]"), |inspector| inspector.entry(values, &mut keys))?;
            count += 1;
            more = self.cursor.another(b']')?;
        }
        self.count(count, bounds.min_items, bounds.max_items);
        Ok(())
    }

    fn entry(&mut self, values: &'static Node, keys: &mut HashSet<String>) -> Walk {
        if !self.expect(b'{', "an object of `key` and `value`")? {
            return Ok(());
        }
        let (mut has_key, mut has_value) = (false, false);
        self.members(|inspector, name| {
            let again = match name {
                "key" => std::mem::replace(&mut has_key, true),
                "value" => std::mem::replace(&mut has_value, true),
                _ => {
                    inspector.report(Rule::Unknown, "only `key` and `value` are expected");
                    return inspector.cursor.value().map(drop);
                }
            };
            if again {
                inspector.report(Rule::Duplicate, "stands twice");
                return inspector.cursor.value().map(drop);
            }
            if name == "value" {
                return inspector.value(values, &Bounds::NONE);
            }
            if inspector.expect(b'"', "a string")? {
                let key = inspector.cursor.string()?.into_owned();
                if keys.contains(&key) {
                    inspector.report(
                        Rule::Duplicate,
                        format_args!("the key `{key}` stands twice in the map"),
                    );
                }
                keys.insert(key);
            }
            Ok(())
        })?;
        for (name, present) in [("key", has_key), ("value", has_value)] {
            if !present {
                self.report(Rule::Missing, format_args!("the key `{name}` is missing"));
            }
        }
        Ok(())
    }

    fn tuple(&mut self, elements: Elements) -> Walk {
        if !self.expect(b'{', "an object with the keys `_0`, `_1`, …")? {
            return Ok(());
        }
        let mut seen = vec![false; elements.len()];
        self.members(|inspector, key| {
            let position = choose::position(key);
            let element = position.and_then(|position| elements.get(position));
            let seen = position.and_then(|position| seen.get_mut(position));
            let (Some((node, bounds)), Some(seen)) = (element, seen) else {
                inspector.report(Rule::Unknown, "this key is not expected here");
                return inspector.cursor.value().map(drop);
            };
            if std::mem::replace(seen, true) {
                inspector.report(Rule::Duplicate, "stands twice");
            }
            inspector.value(node, bounds)
        })?;
        for (position, _) in seen.iter().enumerate().filter(|(_, seen)| !**seen) {
            self.report(Rule::Missing, format_args!("the key `_{position}` is missing"));
        }
        Ok(())
    }

    /// Each member of the object that starts here, with its key on the path.
    fn members(&mut self, mut walk: impl FnMut(&mut Self, &str) -> Walk) -> Walk {
        let mut more = self.cursor.open(b'{', b'}')?;
        while more {
            let key = self.cursor.key()?;
            self.at(Step(&key), |inspector| walk(inspector, &key))?;
            more = self.cursor.another(b'}')?;
        }
        Ok(())
    }

    fn definition(&mut self, definition: &'static Definition) -> Walk {
        self.within.push(definition);
        match &definition.body {
            Body::Enum { tagging, variants } => self.variant(*tagging, variants)?,
            Body::Null => {
                let value = self.cursor.value()?;
                if value != "null" {
                    self.mismatch(value, "`null`");
                }
            }
            Body::Struct(object) => self.object(object, &[])?,
            Body::Transparent(field) => self.value(field.node, &field.bounds)?,
            Body::Tuple(fields) => self.tuple(Elements::Fields(fields))?,
        }
        self.within.pop();
        Ok(())
    }

    fn object(&mut self, object: &Object, tags: &[&str]) -> Walk {
        if !self.expect(b'{', "an object")? {
            return Ok(());
        }
        self.keys(&Keys {
            tags,
            fields: object.fields,
            deny_unknown_fields: object.deny_unknown_fields,
        })
    }

    fn keys(&mut self, keys: &Keys<'_>) -> Walk {
        let mut seen: Vec<&str> = Vec::new();
        self.members(|inspector, key| {
            if let Some(tag) = keys.tags.iter().find(|tag| **tag == key) {
                inspector.once(&mut seen, tag);
                return inspector.cursor.value().map(drop);
            }
            let Some(field) = choose::field(keys.fields, key) else {
                if keys.deny_unknown_fields {
                    inspector.report(Rule::Unknown, "this key is not expected here");
                }
                return inspector.cursor.value().map(drop);
            };
            inspector.once(&mut seen, field.key);
            inspector.value(field.node, &field.bounds)
        })?;
        for field in keys.fields {
            let filled_in = field.defaulted || matches!(field.node.kind, Kind::Nullable(_));
            if !filled_in && !seen.contains(&field.key) {
                self.report(Rule::Missing, format_args!("the key `{}` is missing", field.key));
            }
        }
        Ok(())
    }

    /// Keeps in mind that this key was there, and says so when it was there before.
    fn once<'k>(&mut self, seen: &mut Vec<&'k str>, key: &'k str) {
        if seen.contains(&key) {
            self.report(Rule::Duplicate, "stands twice");
        }
        seen.push(key);
    }

    fn variant(&mut self, tagging: Tagging, variants: &'static [Variant]) -> Walk {
        let tag = match tagging {
            Tagging::External => return self.external(variants),
            Tagging::Adjacent { tag, .. } | Tagging::Internal { tag } => tag,
        };
        if !self.expect(b'{', "an object")? {
            return Ok(());
        }
        let Some(name) = choose::member(self.cursor, tag)? else {
            self.report(Rule::Missing, format_args!("the key `{tag}` is missing"));
            return self.cursor.value().map(drop);
        };
        let Some(variant) = self.named(Step(tag), name, variants)? else {
            return self.cursor.value().map(drop);
        };
        let tags = [tag];
        match (tagging, &variant.content) {
            (Tagging::Adjacent { content: key, .. }, content) => {
                let mut seen = Vec::new();
                self.members(|inspector, found| {
                    if let Some(known) = [tag, key].into_iter().find(|known| *known == found) {
                        inspector.once(&mut seen, known);
                    }
                    if found == key {
                        return inspector.content(content);
                    }
                    inspector.cursor.value().map(drop)
                })?;
                let filled_in = match content {
                    Content::Newtype(field) => matches!(field.node.kind, Kind::Nullable(_)),
                    other => matches!(other, Content::Unit),
                };
                if !filled_in && !seen.contains(&key) {
                    self.report(Rule::Missing, format_args!("the key `{key}` is missing"));
                }
                Ok(())
            }
            (_, Content::Newtype(field)) => match field.node.fields() {
                Some(object) => self.object(&object, &tags),
                None => self.cursor.value().map(drop),
            },
            (_, Content::Struct(object)) => self.object(object, &tags),
            _ => self.object(&Object { fields: &[], deny_unknown_fields: false }, &tags),
        }
    }

    /// The variant that a JSON string names, or a violation.
    fn named(
        &mut self,
        step: impl fmt::Display,
        name: &str,
        variants: &'static [Variant],
    ) -> Result<Option<&'static Variant>, Broken> {
        if !name.starts_with('"') {
            self.at(step, |inspector| {
                inspector.mismatch(name, "the name of a variant");
                Ok(())
            })?;
            return Ok(None);
        }
        let text = Cursor::new(name).string()?;
        let variant = choose::variant(variants, &text);
        if variant.is_none() {
            let known: Vec<_> =
                variants.iter().take(12).map(|variant| format!("`{}`", variant.name)).collect();
            let more = if variants.len() > known.len() { ", …" } else { "" };
            let known = known.join(", ");
            self.at(step, |inspector| {
                let name = excerpt(name);
                inspector.report(Rule::Value, format_args!("{name} is none of {known}{more}"));
                Ok(())
            })?;
        }
        Ok(variant)
    }

    fn external(&mut self, variants: &'static [Variant]) -> Walk {
        if self.cursor.peek() == Some(b'"') {
            let value = self.cursor.value()?;
            if let Some(variant) = self.named("", value, variants)?
                && !matches!(variant.content, Content::Unit)
            {
                let name = variant.name;
                self.report(
                    Rule::Type,
                    format_args!(
                        "`{name}` alone, where an object with the key `{name}` is expected"
                    ),
                );
            }
            return Ok(());
        }
        if !self.expect(b'{', "the name of a variant, or an object with that key")? {
            return Ok(());
        }
        let mut count = 0;
        self.members(|inspector, key| {
            count += 1;
            match choose::variant(variants, key) {
                Some(variant) => inspector.content(&variant.content),
                None => {
                    inspector.report(Rule::Unknown, "no variant has this name");
                    inspector.cursor.value().map(drop)
                }
            }
        })?;
        if count != 1 {
            self.report(
                Rule::Type,
                format_args!("{count} keys where the name of one variant is expected"),
            );
        }
        Ok(())
    }

    fn content(&mut self, content: &'static Content) -> Walk {
        match content {
            Content::Newtype(field) => self.value(field.node, &field.bounds),
            Content::Struct(object) => self.object(object, &[]),
            Content::Tuple(fields) => self.tuple(Elements::Fields(fields)),
            Content::Unit => {
                let value = self.cursor.value()?;
                if value != "null" {
                    self.mismatch(value, "`null`");
                }
                Ok(())
            }
        }
    }
}

/// A key on a path: `.lines`, or `["unit price"]` where a dot would mislead.
struct Step<'k>(&'k str);

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.0.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
        if plain && !self.0.is_empty() {
            return write!(f, ".{}", self.0);
        }
        let mut quoted = String::new();
        push_json_string(&mut quoted, self.0);
        write!(f, "[{quoted}]")
    }
}

/// What the type itself holds: 64-bit types hold a little more than their schemas ask for.
fn reach(minimum: i128, maximum: i128) -> (i128, i128) {
    let (signed, unsigned) =
        (<i64 as crate::schema::Described>::NODE, <u64 as crate::schema::Described>::NODE);
    for (node, reach) in [
        (signed, (i128::from(i64::MIN), i128::from(i64::MAX))),
        (unsigned, (0, i128::from(u64::MAX))),
    ] {
        if matches!(node.kind, Kind::Integer { minimum: least, maximum: most } if (least, most) == (minimum, maximum))
        {
            return reach;
        }
    }
    (minimum, maximum)
}

fn starts_as_number(value: &str) -> bool {
    value.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

fn noun(value: &str) -> Cow<'_, str> {
    match value.as_bytes().first() {
        Some(b'"') => Cow::Owned(format!("the string {}", excerpt(value))),
        Some(b'[') => Cow::Borrowed("a list"),
        Some(b'{') => Cow::Borrowed("an object"),
        Some(b'-' | b'0'..=b'9') => Cow::Owned(format!("the number {}", excerpt(value))),
        _ => Cow::Owned(format!("`{}`", excerpt(value))),
    }
}

/// Enough of a value to recognise it.
fn excerpt(value: &str) -> Cow<'_, str> {
    const LONGEST: usize = 80;
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", value.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(value),
    }
}

fn shown(number: Number) -> String {
    match number {
        Number::Integer(integer) => integer.to_string(),
        Number::Float(float) => float.to_string(),
    }
}

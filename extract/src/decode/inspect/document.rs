//! An answer against a schema that came at run time, which has no graph and no type.

use std::collections::{HashMap, HashSet};

use regex_lite::Regex;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::{
    nesting,
    words::{Step, excerpt, noun},
};
use crate::{
    decode::cursor::{Broken, Cursor, DEEPEST},
    error::{Rule, Violation},
    schema::{Format, Number, without_position},
};

/// Reads an answer that has this schema; all violations at once. What stands in the schema beyond the
/// rules of strict mode asks nothing.
pub(crate) fn document(schema: &Value, text: &str) -> Result<Value, Vec<Violation>> {
    let whole = |rule, message: String| vec![Violation::new("$", rule, message)];
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        return Err(whole(Rule::Syntax, format!("this is no JSON: {error}")));
    }
    let value = serde_json::from_str(text).map_err(|error| {
        let message = without_position(&error);
        if message.starts_with("recursion limit") {
            vec![nesting()]
        } else {
            whole(Rule::Value, message)
        }
    })?;
    let mut reader = Reader {
        root: schema,
        path: "$".to_owned(),
        found: Vec::new(),
        trial: None,
        depth: 0,
        known: HashMap::new(),
        patterns: HashMap::new(),
    };
    reader.value(schema, text.trim());
    if reader.found.is_empty() { Ok(value) } else { Err(reader.found) }
}

struct Reader<'s> {
    root: &'s Value,
    path: String,
    found: Vec<Violation>,
    /// Only how many violations there are is asked, up to so many, not which.
    trial: Option<usize>,
    depth: u32,
    /// Whether a schema takes the text at a place: without it, unions in unions would be tried again
    /// and again.
    known: HashMap<(*const Value, *const u8), bool>,
    patterns: HashMap<&'s str, Option<Regex>>,
}

impl<'s> Reader<'s> {
    fn report(&mut self, rule: Rule, message: String) {
        self.found.push(Violation::new(&self.path, rule, message));
    }

    /// `text` is one value without blanks around it, and JSON.
    fn value(&mut self, schema: &'s Value, text: &str) {
        if self.trial.is_some_and(|enough| self.found.len() >= enough) {
            return;
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            // A reference that leads to itself and nowhere else.
            self.found.push(nesting());
        } else if let Some(node) = schema.as_object() {
            self.node(node, text);
        }
        self.depth -= 1;
    }

    fn node(&mut self, node: &'s Map<String, Value>, text: &str) {
        if let Some(target) = node.get("$ref").and_then(Value::as_str) {
            if let Some(schema) = self.resolve(target) {
                self.value(schema, text);
            }
            return;
        }
        if let Some(arms) = node.get("anyOf").and_then(Value::as_array) {
            self.any_of(arms, text);
        }
        if !has_type(node, text) {
            let wanted = types(node).map(|name| format!("`{name}`")).collect::<Vec<_>>();
            let wanted = wanted.join(" or ");
            self.report(Rule::Type, format!("{} where {wanted} is expected", noun(text)));
            return;
        }
        self.fixed(node, text);
        match text.as_bytes().first() {
            Some(b'{') => drop(self.object(node, text)),
            Some(b'[') => drop(self.list(node, text)),
            Some(b'"') => self.text(node, text),
            Some(b'-' | b'0'..=b'9') => self.number(node, text),
            _ => {}
        }
    }

    fn resolve(&self, target: &str) -> Option<&'s Value> {
        let pointer = target.strip_prefix('#')?;
        self.root.pointer(pointer)
    }

    fn takes(&mut self, schema: &'s Value, text: &str) -> bool {
        let place = (std::ptr::from_ref(schema), text.as_ptr());
        if let Some(known) = self.known.get(&place) {
            return *known;
        }
        let taken = self.count(schema, text, 1) == 0;
        self.known.insert(place, taken);
        taken
    }

    /// One arm is enough. If there is none, the one that was meant says what is wrong.
    fn any_of(&mut self, arms: &'s [Value], text: &str) {
        if arms.iter().any(|arm| self.takes(arm, text)) {
            return;
        }
        if self.trial.is_some() {
            self.report(Rule::Value, format!("{} fits no alternative", noun(text)));
            return;
        }
        let may_mean = |arm: &&Value| self.may_mean(arm, text, &mut HashSet::new());
        let meant: Vec<_> = arms.iter().filter(may_mean).collect();
        if meant.is_empty() {
            self.report(Rule::Type, format!("{} has the type of no alternative", noun(text)));
            return;
        }
        let nearest = match meant.as_slice() {
            [arm] => Some(*arm),
            arms => arms.iter().copied().min_by_key(|arm| self.count(arm, text, usize::MAX)),
        };
        match nearest {
            Some(arm) => self.value(arm, text),
            None => self.report(Rule::Value, format!("{} fits no alternative", noun(text))),
        }
    }

    /// How many violations this schema finds, up to `enough`.
    fn count(&mut self, schema: &'s Value, text: &str, enough: usize) -> usize {
        let found = std::mem::take(&mut self.found);
        let trial = std::mem::replace(&mut self.trial, Some(enough));
        self.value(schema, text);
        self.trial = trial;
        std::mem::replace(&mut self.found, found).len()
    }

    /// Does the type fit, and of an object a key and every constant?
    /// `seen` are the references that were followed, since they may go round in circles.
    fn may_mean(&self, arm: &'s Value, text: &str, seen: &mut HashSet<&'s str>) -> bool {
        let Some(node) = arm.as_object() else { return false };
        if let Some(target) = node.get("$ref").and_then(Value::as_str) {
            return seen.insert(target)
                && self.resolve(target).is_some_and(|arm| self.may_mean(arm, text, seen));
        }
        if let Some(arms) = node.get("anyOf").and_then(Value::as_array) {
            return arms.iter().any(|arm| self.may_mean(arm, text, seen));
        }
        if !has_type(node, text) {
            return false;
        }
        let Some(properties) = node.get("properties").and_then(Value::as_object) else {
            return true;
        };
        let (mut tags_fit, mut knows_one, mut is_empty) = (true, false, true);
        let _ = members(text, |key, value| {
            let property = properties.get(key);
            let wanted = property.and_then(|property| property.get("const"));
            tags_fit &= wanted.is_none_or(|wanted| is(wanted, value));
            knows_one |= property.is_some();
            is_empty = false;
        });
        tags_fit && (knows_one || is_empty)
    }

    fn fixed(&mut self, node: &'s Map<String, Value>, text: &str) {
        if let Some(wanted) = node.get("const")
            && !is(wanted, text)
        {
            self.report(Rule::Value, format!("{} where {wanted} is expected", noun(text)));
        }
        if let Some(values) = node.get("enum").and_then(Value::as_array)
            && !values.iter().any(|wanted| is(wanted, text))
        {
            let known: Vec<_> = values.iter().take(12).map(Value::to_string).collect();
            let more = if values.len() > known.len() { ", …" } else { "" };
            let known = known.join(", ");
            self.report(Rule::Value, format!("{} is none of {known}{more}", excerpt(text)));
        }
    }

    fn object(&mut self, node: &'s Map<String, Value>, text: &str) -> Result<(), Broken> {
        let properties = node.get("properties").and_then(Value::as_object);
        let closed = node.get("additionalProperties") == Some(&Value::Bool(false));
        let mut seen = HashSet::new();
        members(text, |key, value| {
            let length = self.path.len();
            self.path.push_str(&Step(key).to_string());
            if !seen.insert(key.to_owned()) {
                self.report(Rule::Duplicate, "stands twice".to_owned());
            }
            match properties.and_then(|properties| properties.get(key)) {
                Some(property) => self.value(property, value),
                None if closed => {
                    self.report(Rule::Unknown, "this key is not expected here".to_owned());
                }
                None => {}
            }
            self.path.truncate(length);
        })?;
        let required = node.get("required").and_then(Value::as_array).into_iter().flatten();
        for key in required.filter_map(Value::as_str).filter(|key| !seen.contains(*key)) {
            self.report(Rule::Missing, format!("the key `{key}` is missing"));
        }
        Ok(())
    }

    fn list(&mut self, node: &'s Map<String, Value>, text: &str) -> Result<(), Broken> {
        let items = node.get("items");
        let mut cursor = Cursor::new(text);
        let mut count = 0;
        let mut more = cursor.open(b'[', b']')?;
        while more {
            let item = cursor.value()?;
            if let Some(items) = items {
                let length = self.path.len();
                self.path.push_str(&format!("[{count}]"));
                self.value(items, item);
                self.path.truncate(length);
            }
            count += 1;
            more = cursor.another(b']')?;
        }
        if let Some(least) = node.get("minItems").and_then(Value::as_u64)
            && count < least
        {
            self.report(Rule::MinItems, format!("{count} items, at least {least} are expected"));
        }
        if let Some(most) = node.get("maxItems").and_then(Value::as_u64)
            && count > most
        {
            self.report(Rule::MaxItems, format!("{count} items, at most {most} are expected"));
        }
        Ok(())
    }

    fn text(&mut self, node: &'s Map<String, Value>, raw: &str) {
        let Ok(text) = Cursor::new(raw).string() else { return };
        if let Some(name) = node.get("format").and_then(Value::as_str)
            && Format::named(name).is_some_and(|format| !format.admits(&text))
        {
            let raw = excerpt(raw);
            self.report(Rule::Format, format!("{raw} does not have the format `{name}`"));
        }
        if let Some(pattern) = node.get("pattern").and_then(Value::as_str) {
            let regex = self.patterns.entry(pattern).or_insert_with(|| Regex::new(pattern).ok());
            if regex.as_ref().is_some_and(|regex| !regex.is_match(&text)) {
                let raw = excerpt(raw);
                self.report(Rule::Pattern, format!("{raw} does not match the pattern `{pattern}`"));
            }
        }
    }

    fn number(&mut self, node: &'s Map<String, Value>, text: &str) {
        let Some(value) = number(text) else { return };
        let bounds = [
            ("minimum", Rule::Minimum, "below the minimum of"),
            ("exclusiveMinimum", Rule::Minimum, "not above"),
            ("maximum", Rule::Maximum, "above the maximum of"),
            ("exclusiveMaximum", Rule::Maximum, "not below"),
            ("multipleOf", Rule::MultipleOf, "not a multiple of"),
        ];
        for (keyword, rule, words) in bounds {
            let Some(bound) = node.get(keyword).and_then(|bound| number(&bound.to_string())) else {
                continue;
            };
            let kept = match keyword {
                "minimum" => !below(value, bound),
                "exclusiveMinimum" => below(bound, value),
                "maximum" => !below(bound, value),
                "exclusiveMaximum" => below(value, bound),
                _ => divides(bound, value),
            };
            if !kept {
                self.report(rule, format!("{} is {words} {}", excerpt(text), bound));
            }
        }
    }
}

fn types(node: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let (one, many) = match node.get("type") {
        Some(Value::Array(many)) => (None, many.as_slice()),
        one => (one, [].as_slice()),
    };
    one.into_iter().chain(many).filter_map(Value::as_str)
}

fn has_type(node: &Map<String, Value>, text: &str) -> bool {
    let fits = |name: &str| match text.as_bytes().first() {
        Some(b'{') => name == "object",
        Some(b'[') => name == "array",
        Some(b'"') => name == "string",
        Some(b't' | b'f') => name == "boolean",
        Some(b'n') => name == "null",
        _ => name == "number" || name == "integer" && is_whole(text),
    };
    !node.contains_key("type") || types(node).any(fits)
}

/// JSON Schema takes `5.0` and `5e0` for integers as well.
fn is_whole(text: &str) -> bool {
    match number(text) {
        Some(Number::Integer(_)) => true,
        Some(Number::Float(float)) => float.fract() == 0.0,
        None => false,
    }
}

fn number(text: &str) -> Option<Number> {
    let whole = text.parse().map(Number::Integer);
    whole.or_else(|_| text.parse().map(Number::Float)).ok()
}

fn below(one: Number, other: Number) -> bool {
    one.is_below(other)
}

/// As the bounds of a field say it, if the step has few enough digits for that.
fn divides(step: Number, value: Number) -> bool {
    let (Number::Integer(step), Number::Integer(value)) = (step, value) else {
        let (step, value) = (step.as_float(), value.as_float());
        let multiple = (value / step).round() * step;
        return (value - multiple).abs() <= value.abs().max(step.abs()) * f64::EPSILON;
    };
    step != 0 && value % step == 0
}

/// Is this text the wanted value? `1` and `1.0` are one number.
fn is(wanted: &Value, text: &str) -> bool {
    match wanted {
        Value::String(wanted) => Cursor::new(text).string().is_ok_and(|text| text == *wanted),
        Value::Number(wanted) => match (number(&wanted.to_string()), number(text)) {
            (Some(wanted), Some(found)) => !below(wanted, found) && !below(found, wanted),
            _ => false,
        },
        other => serde_json::from_str::<Value>(text).is_ok_and(|found| found == *other),
    }
}

fn members(text: &str, mut member: impl FnMut(&str, &str)) -> Result<(), Broken> {
    let mut cursor = Cursor::new(text);
    let mut more = cursor.open(b'{', b'}')?;
    while more {
        let key = cursor.key()?;
        let value = cursor.value()?;
        member(&key, value);
        more = cursor.another(b'}')?;
    }
    Ok(())
}

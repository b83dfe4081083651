//! Everything that is wrong with an answer, each with its place.
//!
//! This walks the text with the graph, never a `serde_json::Value`, which forgets double keys and
//! rounds large integers. It runs only when there is no value.

mod document;
mod enums;
mod judges;
mod leaves;
mod lists;
mod objects;
mod readers;
mod unique;
mod words;

use std::fmt::{self, Write};

pub(crate) use self::document::document;
pub(crate) use self::words::Step;
use self::words::{excerpt, noun};
use super::{
    choose,
    cursor::{Broken, Cursor, DEEPEST},
    elements::Elements,
    reshape,
};
use crate::{
    error::{Rule, Violation},
    schema::{Body, Bounds, Definition, Kind, Node, Own, WRAPPER, pattern_admits},
};

/// An answer with more violations than this is not read further.
const MOST: usize = 1_000;

/// All violations of the schema up to the first place that is no JSON, and behind them what the
/// user's own checks say of what can be read. None does not mean that serde agrees.
pub(super) fn inspect(root: &'static Node, text: &str, wrapped: bool) -> Vec<Violation> {
    let mut inspector = Inspector::walk(root, text, wrapped, false);
    inspector.found.append(&mut inspector.judged);
    inspector.found
}

/// Does a text that has a value already keep what only the text can tell?
pub(super) fn holds(root: &'static Node, text: &str, wrapped: bool) -> bool {
    let inspector = Inspector::walk(root, text, wrapped, true);
    inspector.found.is_empty() && inspector.judged.is_empty()
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
    /// Of the user's own checks.
    judged: Vec<Violation>,
    /// Then what the user wrote to read a place has read it, and the own checks have passed.
    has_value: bool,
    /// Is a place around this one read into another type?
    converted: bool,
    /// Is this inside an untagged enum? Where a reader fails, serde goes on to the next arm, which may
    /// take the answer without what the meant one holds.
    untagged: bool,
    within: Vec<&'static Definition>,
    depth: u32,
}

type Walk = Result<(), Broken>;

impl<'a> Inspector<'a> {
    fn walk(root: &'static Node, text: &'a str, wrapped: bool, has_value: bool) -> Self {
        let mut inspector = Inspector {
            cursor: Cursor::new(text),
            path: "$".to_owned(),
            found: Vec::new(),
            judged: Vec::new(),
            has_value,
            converted: false,
            untagged: false,
            within: Vec::new(),
            depth: 0,
        };
        // Where the text stops being JSON, serde has the better words.
        let _ = inspector.root(root, wrapped);
        inspector
    }

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
        if self.found.len() + self.judged.len() >= MOST { Err(Broken) } else { result }
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
        if self.depth == DEEPEST {
            self.found.push(nesting());
            return Err(Broken);
        }
        self.depth += 1;
        match node.own {
            Some(own) => self.own(node, own)?,
            None => self.kind(node, bounds)?,
        }
        self.depth -= 1;
        Ok(())
    }

    /// A type that was described by hand: its shape, and then its own reader.
    fn own(&mut self, node: &'static Node, own: &'static Own) -> Walk {
        self.cursor.peek();
        let (before, start) = (self.found.len(), self.cursor.position());
        self.kind(node, &own.bounds)?;
        let value = self.cursor.since(start);
        if let Kind::String { pattern: Some(pattern), .. } = node.kind
            && let Ok(text) = Cursor::new(value).string()
            && !pattern_admits(pattern, &text)
        {
            let value = excerpt(value);
            self.report(
                Rule::Pattern,
                format_args!("{value} does not match the pattern `{pattern}`"),
            );
        }
        // A generic type around the one that it is the argument of cannot be read alone.
        if self.found.len() == before
            && let Ok(reshaped) = reshape::reshape(node, value, false, &self.path)
            && let Err(reason) = (own.probe)(&reshaped)
        {
            self.report(Rule::Value, format_args!("{} cannot be read: {reason}", excerpt(value)));
        }
        Ok(())
    }

    fn kind(&mut self, node: &'static Node, bounds: &Bounds) -> Walk {
        match &node.kind {
            Kind::Array { lenient: true, .. } => self.lenient(bounds)?,
            Kind::Array { items, exactly, .. } => self.array(items, *exactly, bounds)?,
            Kind::Back(id) => self.definition(choose::enclosing(&self.within, *id)?)?,
            Kind::Boolean => {
                let value = self.cursor.value()?;
                if !matches!(value, "true" | "false") {
                    self.mismatch(value, "`true` or `false`");
                }
            }
            Kind::Integer { minimum, maximum } => self.integer(*minimum, *maximum, bounds)?,
            Kind::Map { keys, values } => self.map(keys, values, bounds)?,
            Kind::Named(link) => self.definition(link.follow())?,
            Kind::NonZero { minimum, maximum } => self.non_zero(*minimum, *maximum, bounds)?,
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
            Kind::String { probe, .. } => self.text(*probe, bounds)?,
            Kind::Tuple(nodes) => self.tuple(Elements::Nodes(nodes))?,
        }
        Ok(())
    }

    fn mismatch(&mut self, value: &str, wanted: &str) {
        self.report(Rule::Type, format_args!("{} where {wanted} is expected", noun(value)));
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
            match elements.field(position.unwrap_or_default()) {
                Some(field) => inspector.field(field),
                None => inspector.value(node, bounds),
            }
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
        self.cursor.peek();
        let start = self.cursor.position();
        match &definition.body {
            Body::Enum { tagging, variants } => self.variant(*tagging, variants)?,
            Body::Null => {
                let value = self.cursor.value()?;
                if value != "null" {
                    self.mismatch(value, "`null`");
                }
            }
            Body::Struct(object) => self.object(object, &[])?,
            Body::Transparent(field) => self.field(field)?,
            Body::Tuple(fields) => self.tuple(Elements::Fields(fields))?,
        }
        self.within.pop();
        self.judge(definition, self.cursor.since(start));
        Ok(())
    }
}

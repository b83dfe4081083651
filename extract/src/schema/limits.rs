//! The limits of strict mode, and what the compiler says when a type breaks one.
//!
//! Figures from the structured-outputs guide (copies of 2026); depth was confirmed by a probe of
//! 2026-10 that had 9 levels accepted and 13 refused.

use super::{
    estimate,
    message::Message,
    node::{Kind, Node, Totals},
    survey::{FEW, MANY, Survey},
};

/// Objects nested in each other, the root included and `$ref` not followed.
pub(crate) const DEPTH: u32 = 10;
/// Properties of all objects of a schema.
pub(crate) const PROPERTIES: u32 = 5_000;
/// Values of all enums of a schema. Tags count as well: a constant is an enum of one value.
pub(crate) const ENUM_VALUES: u32 = 1_000;
/// An enum with more values than this has a limit on their characters.
pub(crate) const LARGE_ENUM: u32 = 250;
/// Characters of the values of one large enum.
pub(crate) const LARGE_ENUM_CHARACTERS: u32 = 15_000;
/// Characters of all keys, definition names, enum values and constants.
pub(crate) const CHARACTERS: u32 = 120_000;

/// The widest bounds that every engine tried takes. 64-bit values outside are within their type, and
/// are one of the listed exceptions.
pub(crate) const WIDEST: i128 = 9_223_372_036_854_774_784;

/// What decoding needs to know of a root.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// The value stands under `value` in an object.
    pub(crate) wrapped: bool,
    /// Maps or tuples have to be read back.
    pub(crate) reshaped: bool,
    /// There are bounds to check on arrival.
    pub(crate) bounded: bool,
    /// There is what only the text can be checked against on arrival.
    pub(crate) inspected: bool,
}

impl Facts {
    pub(super) const fn of(wrapped: bool, totals: &Totals) -> Self {
        Self {
            wrapped,
            reshaped: totals.reshaped,
            bounded: totals.bounded,
            // Of a value of another type the bounds cannot be asked.
            inspected: totals.inspected || totals.converted && totals.bounded,
        }
    }
}

/// Compiles only if strict mode takes the schema of this root.
#[track_caller]
pub const fn check(root: &'static Node) -> Facts {
    if let Some(facts) = estimate::facts(root) {
        return facts;
    }
    let few = Survey::<FEW>::of(root);
    if few.complete {
        return few.check(root.called());
    }
    Survey::<MANY>::of(root).check(root.called())
}

impl Node {
    /// What a message calls this root: its derived type, if it has one.
    const fn called(&self) -> Message {
        match self.kind {
            Kind::Array { items, .. } => items.called(),
            Kind::Map { values: inner, .. } | Kind::Nullable(inner) => inner.called(),
            Kind::Named(link) => quoted(link.follow().name),
            _ => Message::new().text("this root"),
        }
    }
}

#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
impl<const N: usize> Survey<N> {
    #[track_caller]
    const fn check(&self, root: Message) -> Facts {
        if !self.complete {
            let message = root.text(" reaches more than 6000 types, ");
            let message = message.text("which no schema within the limits of strict mode can hold");
            panic!("{}", message.as_str());
        }
        if let Some(definition) = self.endless {
            let message =
                quoted(definition.name).text(" holds itself and nothing else, so reading it ");
            let message = message.text("would never end: put it into a list, or give it fields");
            panic!("{}", message.as_str());
        }
        if let Some(message) = self.fault {
            panic!("{}", message.as_str());
        }
        if self.orphaned {
            let message = root.text(" reaches a generic type which contains itself, where ");
            let message = message.text("it has no definition: make that type non-generic");
            panic!("{}", message.as_str());
        }
        let totals = self.totals;
        if totals.remote {
            let message =
                root.text(" is or holds a type with `remote`, which serde reads in fields only: ");
            let message = message.text("write `#[serde(with = \"…\")]` and ");
            let message = message.text("`#[extract(as = \"…\")]` with its name on each such field");
            panic!("{}", message.as_str());
        }
        if totals.properties > PROPERTIES {
            exceeded(root, " has ", totals.properties, " properties", PROPERTIES);
        }
        if totals.enum_values > ENUM_VALUES {
            exceeded(root, " has ", totals.enum_values, " enum values", ENUM_VALUES);
        }
        if let Some((definition, characters)) = self.large_enum
            && characters > LARGE_ENUM_CHARACTERS
        {
            let unit = " characters in an enum of more than 250 values";
            exceeded(quoted(definition.name), " has ", characters, unit, LARGE_ENUM_CHARACTERS);
        }
        if totals.characters > CHARACTERS {
            let unit = " characters in its keys, names and enum values";
            exceeded(root, " has ", totals.characters, unit, CHARACTERS);
        }
        if totals.depth > DEPTH {
            let name = match self.deepest {
                Some((definition, depth)) if depth == totals.depth => quoted(definition.name),
                _ => root,
            };
            exceeded(name, " nests ", totals.depth, " objects in each other", DEPTH);
        }
        Facts::of(self.wrapped, &totals)
    }
}

#[track_caller]
#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
const fn exceeded(name: Message, verb: &str, figure: u32, unit: &str, limit: u32) {
    let message = name.text(verb);
    let message = message.number(figure as i128).text(unit).text(", strict mode allows ");
    let message = message.number(limit as i128);
    let advice = match limit {
        DEPTH => ": give the inner tuples or maps a named type of their own",
        _ => ": split it into several types and extract them one by one",
    };
    panic!("{}", message.text(advice).as_str());
}

const fn quoted(name: &str) -> Message {
    Message::new().text("`").text(name).text("`")
}

#[cfg(all(test, feature = "derive"))]
mod tests;

//! Which arm of an untagged enum a text belongs to. The compiler made sure that a strict document
//! belongs to one; the text is looked at no deeper than it takes to see which.

use super::{
    choose,
    cursor::{Broken, Cursor},
    integer,
};
use crate::schema::{Body, Content, Definition, Field, Kind, Node, Tagging, Variant};

/// Arms that are alike down to here were refused by the compiler.
const DEEPEST: u32 = 24;

/// In which shape the text is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Serde,
    Wire,
}

pub(super) enum Arm {
    Fitting(&'static Variant),
    Nearest(Option<&'static Variant>),
}

pub(super) fn choose(
    variants: &'static [Variant],
    cursor: Cursor<'_>,
    side: Side,
    within: &[&'static Definition],
) -> Result<Arm, Broken> {
    let mut whole = cursor;
    whole.value()?;
    let mut look = Look { side, exact: false, within: within.to_vec() };
    let of_kind: Vec<_> =
        variants.iter().filter(|variant| look.content(&variant.content, cursor, 0)).collect();
    if let [] | [_] = of_kind.as_slice() {
        // A single one says best what is wrong with it.
        return Ok(of_kind.first().map_or(Arm::Nearest(None), |variant| Arm::Fitting(variant)));
    }
    // The first of those that fit furthest down.
    let mut furthest = None;
    // A strict document first; then one of a server that does not hold the model to the schema.
    for exact in [true, false] {
        look.exact = exact;
        let mut left = of_kind.clone();
        for depth in 1..=DEEPEST {
            left.retain(|variant| look.content(&variant.content, cursor, depth));
            match left.as_slice() {
                [] => break,
                [variant] => return Ok(Arm::Fitting(variant)),
                [first, ..] => furthest = Some(*first),
            }
        }
    }
    if let Some(variant) = furthest {
        return Ok(Arm::Fitting(variant));
    }
    Ok(Arm::Nearest(of_kind.into_iter().rev().max_by_key(|variant| look.known(variant, cursor))))
}

/// A look at a text that tells yes or no.
struct Look {
    side: Side,
    /// Must each key be there, and no other?
    exact: bool,
    within: Vec<&'static Definition>,
}

impl Look {
    /// How many keys of the object the arm knows. Of arms alike the earlier one wins.
    fn known(&mut self, variant: &'static Variant, cursor: Cursor<'_>) -> usize {
        let fields = match &variant.content {
            Content::Newtype(field) => field.node.fields().map_or(&[][..], |object| object.fields),
            Content::Struct(object) => object.fields,
            Content::Tuple(_) | Content::Unit => &[],
        };
        let mut count = 0;
        let _ = members(cursor, 1, |key, _, _| {
            let within = self.within.len();
            count += usize::from(choose::field(fields, key, &mut self.within).is_some());
            self.within.truncate(within);
            true
        });
        count
    }

    fn content(&mut self, content: &'static Content, cursor: Cursor<'_>, depth: u32) -> bool {
        match content {
            Content::Newtype(field) => self.node(field.node, cursor, depth),
            Content::Struct(object) => {
                self.object(&[], object.fields, object.deny_unknown_fields, cursor, depth)
            }
            Content::Tuple(fields) => {
                let nodes: Vec<_> = fields.iter().map(|field| field.node).collect();
                self.tuple(&nodes, cursor, depth)
            }
            Content::Unit => starts(cursor, b"n"),
        }
    }

    fn node(&mut self, node: &'static Node, cursor: Cursor<'_>, depth: u32) -> bool {
        match &node.kind {
            // Each item is read for itself.
            Kind::Array { lenient: true, .. } => starts(cursor, b"["),
            Kind::Array { items, exactly, .. } => {
                self.list(cursor, depth, *exactly, |look, _, item, depth| {
                    look.node(items, item, depth)
                })
            }
            Kind::Back(id) => match choose::enclosing(&self.within, *id) {
                Ok(definition) => self.definition(definition, cursor, depth),
                Err(_) => false,
            },
            Kind::Boolean => starts(cursor, b"tf"),
            Kind::Integer { .. } | Kind::NonZero { .. } => {
                let mut number = cursor;
                let value = number.value().unwrap_or_default();
                integer::plain(value).parse::<i128>().is_ok()
            }
            Kind::Map { values, .. } if self.side == Side::Wire => {
                self.list(cursor, depth, None, |look, _, entry, depth| {
                    look.entry(values, entry, depth)
                })
            }
            Kind::Map { values, .. } => {
                members(cursor, depth, |_, value, depth| self.node(values, value, depth))
            }
            Kind::Named(link) => self.definition(link.follow(), cursor, depth),
            Kind::Null => starts(cursor, b"n"),
            Kind::Nullable(inner) => starts(cursor, b"n") || self.node(inner, cursor, depth),
            Kind::Number { .. } => starts(cursor, b"-0123456789"),
            Kind::String { .. } => starts(cursor, b"\""),
            Kind::Tuple(nodes) => self.tuple(nodes, cursor, depth),
        }
    }

    fn definition(
        &mut self,
        definition: &'static Definition,
        cursor: Cursor<'_>,
        depth: u32,
    ) -> bool {
        self.within.push(definition);
        let fits = match &definition.body {
            Body::Enum { tagging, variants } => self.variants(*tagging, variants, cursor, depth),
            Body::Null => starts(cursor, b"n"),
            Body::Struct(object) => {
                self.object(&[], object.fields, object.deny_unknown_fields, cursor, depth)
            }
            Body::Transparent(field) => self.node(field.node, cursor, depth),
            Body::Tuple(fields) => {
                let nodes: Vec<_> = fields.iter().map(|field| field.node).collect();
                self.tuple(&nodes, cursor, depth)
            }
        };
        self.within.pop();
        fits
    }

    fn variants(
        &mut self,
        tagging: Tagging,
        variants: &'static [Variant],
        cursor: Cursor<'_>,
        depth: u32,
    ) -> bool {
        let (tag, content) = match tagging {
            Tagging::Untagged => {
                return variants.iter().any(|arm| self.content(&arm.content, cursor, depth));
            }
            Tagging::External if starts(cursor, b"\"") => {
                return named(variants, cursor)
                    .is_some_and(|variant| matches!(variant.content, Content::Unit));
            }
            Tagging::External => {
                let mut count = 0;
                let fits = members(cursor, depth, |key, value, depth| {
                    count += 1;
                    choose::variant(variants, key)
                        .is_some_and(|found| self.content(&found.content, value, depth))
                });
                return fits && (depth == 0 || count == 1);
            }
            Tagging::Adjacent { tag, content } => (tag, Some(content)),
            Tagging::Internal { tag } => (tag, None),
        };
        if depth == 0 {
            return starts(cursor, b"{");
        }
        let Ok(Some(name)) = choose::member(cursor, tag) else { return false };
        let Some(variant) = named(variants, Cursor::new(name)) else { return false };
        match (content, &variant.content) {
            (Some(key), inner) => {
                let mut unknown = false;
                let mut stands = matches!(inner, Content::Unit);
                let fits = members(cursor, depth, |found, value, depth| {
                    unknown |= found != tag && found != key;
                    stands |= found == key;
                    found != key || self.content(inner, value, depth)
                });
                fits && stands && !(self.exact && unknown)
            }
            (None, Content::Newtype(field)) => {
                let deny = field.node.fields().is_some_and(|object| object.deny_unknown_fields);
                self.object(&[tag], std::slice::from_ref(*field), deny, cursor, depth)
            }
            (None, Content::Struct(object)) => {
                self.object(&[tag], object.fields, object.deny_unknown_fields, cursor, depth)
            }
            (None, _) => self.object(&[tag], &[], false, cursor, depth),
        }
    }

    /// An object with these tags, which were looked at, and these fields.
    fn object(
        &mut self,
        tags: &[&str],
        fields: &'static [Field],
        deny: bool,
        cursor: Cursor<'_>,
        depth: u32,
    ) -> bool {
        if depth == 0 {
            return starts(cursor, b"{");
        }
        let mut seen = Vec::new();
        let fits = members(cursor, depth, |key, value, depth| {
            let within = self.within.len();
            if tags.contains(&key) {
                return true;
            }
            let Some(field) = choose::field(fields, key, &mut self.within) else {
                return !self.exact && !deny;
            };
            seen.push(field.key);
            let fits = self.node(field.node, value, depth);
            self.within.truncate(within);
            fits
        });
        let mut complete = true;
        choose::each_field(fields, &mut |field| {
            let filled_in =
                !self.exact && (field.defaulted || matches!(field.node.kind, Kind::Nullable(_)));
            complete &= filled_in || seen.contains(&field.key);
        });
        fits && complete
    }

    fn tuple(&mut self, nodes: &[&'static Node], cursor: Cursor<'_>, depth: u32) -> bool {
        if self.side == Side::Serde {
            let exactly = u32::try_from(nodes.len()).ok();
            return self.list(cursor, depth, exactly, |look, position, item, depth| {
                nodes.get(position).is_some_and(|node| look.node(node, item, depth))
            });
        }
        let mut count = 0;
        let fits = members(cursor, depth, |key, value, depth| {
            count += 1;
            choose::position(key)
                .and_then(|position| nodes.get(position))
                .is_some_and(|node| self.node(node, value, depth))
        });
        fits && (depth == 0 || count == nodes.len())
    }

    fn list(
        &mut self,
        cursor: Cursor<'_>,
        depth: u32,
        exactly: Option<u32>,
        mut fits: impl FnMut(&mut Self, usize, Cursor<'_>, u32) -> bool,
    ) -> bool {
        if depth == 0 {
            return starts(cursor, b"[");
        }
        let mut items = cursor;
        let mut count = 0;
        let mut walk = || -> Result<bool, Broken> {
            let mut more = items.open(b'[', b']')?;
            while more {
                let item = items;
                items.value()?;
                if !fits(self, count, item, depth - 1) {
                    return Ok(false);
                }
                count += 1;
                more = items.another(b']')?;
            }
            Ok(true)
        };
        walk().unwrap_or(false) && exactly.is_none_or(|exactly| exactly as usize == count)
    }

    /// `{"key": …, "value": …}`.
    fn entry(&mut self, values: &'static Node, cursor: Cursor<'_>, depth: u32) -> bool {
        members(cursor, depth, |key, value, depth| match key {
            "key" => starts(value, b"\""),
            "value" => self.node(values, value, depth),
            _ => false,
        })
    }
}

fn starts(mut cursor: Cursor<'_>, bytes: &[u8]) -> bool {
    cursor.peek().is_some_and(|byte| bytes.contains(&byte))
}

/// The variant that a JSON string names.
fn named(variants: &'static [Variant], mut cursor: Cursor<'_>) -> Option<&'static Variant> {
    choose::variant(variants, &cursor.string().ok()?)
}

/// Does each member of the object fit, looked at one level less deep?
fn members(
    mut cursor: Cursor<'_>,
    depth: u32,
    mut fits: impl FnMut(&str, Cursor<'_>, u32) -> bool,
) -> bool {
    if depth == 0 {
        return starts(cursor, b"{");
    }
    let mut walk = || -> Result<bool, Broken> {
        let mut more = cursor.open(b'{', b'}')?;
        while more {
            let key = cursor.key()?;
            let value = cursor;
            cursor.value()?;
            if !fits(&key, value, depth - 1) {
                return Ok(false);
            }
            more = cursor.another(b'}')?;
        }
        Ok(true)
    };
    walk().unwrap_or(false)
}

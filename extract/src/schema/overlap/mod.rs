//! May two arms of an untagged enum take one document? What cannot be ruled out counts as yes.

mod form;
#[cfg(all(test, feature = "derive"))]
mod tests;

use self::form::{BOOLEAN, Form, LIST, NULL, NUMBER, OBJECT, STRING, View};
use super::{
    definition::{Body, Content, Tagging, Variant},
    identity::equal,
    node::Kind,
};

/// What two arms have in common.
#[derive(Clone, Copy, Debug)]
pub(super) enum Overlap {
    /// A kind of value, as a noun.
    Kind(&'static str),
    /// The name of a variant.
    Name(&'static str),
    /// Objects that begin with the same key.
    Beginning(&'static str),
    /// Objects with the same keys, and with values that both take.
    Alike,
    /// Objects: the first one asks for no key that the second has not, or for none at all.
    Objects,
    /// A list is read as a struct, field by field.
    Position,
    /// A map may have just these keys.
    Map,
    /// Text with a format, which may be read from a list of numbers.
    TextOfList,
    /// Text with a format, which may be read from a number.
    TextOfNumber,
    /// Too deep to be looked at, or a generic type that names itself.
    Unknown,
}

/// How deep the search for a difference goes.
const DEEPEST: u32 = 24;

/// What both arms take, if anything: the earlier one as serde reads it, or by their schemas.
pub(super) const fn of(earlier: &'static Content, later: &'static Content) -> Option<Overlap> {
    let (a, b) = (Form::of(earlier), Form::of(later));
    let mut found = compare(a, b, View::Wire, DEEPEST);
    if found.is_none() {
        found = compare(a, b, View::Read, DEEPEST);
    }
    if found.is_none() {
        found = compare(a, b, View::Beginning, DEEPEST);
    }
    found
}

/// Takes `a` apart into its alternatives. From the side of `Read`, `b` is what is sent.
#[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
const fn compare(a: Form, b: Form, view: View, steps: u32) -> Option<Overlap> {
    if steps == 0 {
        return Some(Overlap::Unknown);
    }
    match unfold(a) {
        Unfolded::As(a) => compare(a, b, view, steps - 1),
        Unfolded::Done => match_later(a, b, view, steps),
        Unfolded::OrNull(inner) => match compare(Form::Unit, b, view, steps - 1) {
            None => compare(inner, b, view, steps - 1),
            found => found,
        },
        Unfolded::Unknown => Some(Overlap::Unknown),
        Unfolded::Variants(tagging, variants) => {
            let mut i = 0;
            while i < variants.len() {
                let found = compare(of_variant(tagging, &variants[i]), b, view, steps - 1);
                if found.is_some() {
                    return found;
                }
                i += 1;
            }
            None
        }
    }
}

/// Takes `b` apart.
#[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
const fn match_later(a: Form, b: Form, view: View, steps: u32) -> Option<Overlap> {
    if steps == 0 {
        return Some(Overlap::Unknown);
    }
    match unfold(b) {
        Unfolded::As(b) => match_later(a, b, view, steps - 1),
        Unfolded::Done => clash(a, b, view, steps),
        Unfolded::OrNull(inner) => match match_later(a, Form::Unit, view, steps - 1) {
            None => match_later(a, inner, view, steps - 1),
            found => found,
        },
        Unfolded::Unknown => Some(Overlap::Unknown),
        Unfolded::Variants(tagging, variants) => {
            let mut i = 0;
            while i < variants.len() {
                let found = match_later(a, of_variant(tagging, &variants[i]), view, steps - 1);
                if found.is_some() {
                    return found;
                }
                i += 1;
            }
            None
        }
    }
}

enum Unfolded {
    As(Form),
    /// It is one alternative.
    Done,
    OrNull(Form),
    Unknown,
    Variants(Tagging, &'static [Variant]),
}

const fn unfold(form: Form) -> Unfolded {
    let Form::Node(node) = form else { return Unfolded::Done };
    match node.kind {
        Kind::Back(_) => Unfolded::Unknown,
        Kind::Named(link) => match link.follow().body {
            Body::Enum { tagging, variants } => Unfolded::Variants(tagging, variants),
            // As a field it may stand where serde takes an empty object for it.
            Body::Null => Unfolded::As(Form::Node(&super::node::NOTHING)),
            Body::Struct(object) => Unfolded::As(Form::Object(object)),
            Body::Transparent(field) => Unfolded::As(Form::Node(field.node)),
            Body::Tuple(fields) => Unfolded::As(Form::Elements(fields)),
        },
        Kind::Nullable(inner) => Unfolded::OrNull(Form::Node(inner)),
        _ => Unfolded::Done,
    }
}

const fn of_variant(tagging: Tagging, variant: &'static Variant) -> Form {
    match tagging {
        Tagging::Untagged => Form::of(&variant.content),
        _ => Form::Variant(tagging, variant),
    }
}

/// Two forms that are one alternative each.
const fn clash(a: Form, b: Form, view: View, steps: u32) -> Option<Overlap> {
    let of_b = if view.is_read() { View::Sent } else { View::Wire };
    let common = a.kinds(view) & b.kinds(of_b);
    if view.is_beginning() {
        return if common & OBJECT == 0 { None } else { beginnings(a, b) };
    }
    if common & NULL != 0 {
        return Some(Overlap::Kind("`null`"));
    }
    if common & BOOLEAN != 0 {
        return Some(Overlap::Kind("a boolean"));
    }
    if common & NUMBER != 0 && a.is_text() {
        return Some(Overlap::TextOfNumber);
    }
    if common & NUMBER != 0 {
        return Some(Overlap::Kind("a number"));
    }
    if common & STRING != 0 {
        let found = strings(a, b, view);
        if found.is_some() {
            return found;
        }
    }
    if common & LIST != 0 {
        let found = lists(a, b, view, steps);
        if found.is_some() {
            return found;
        }
    }
    if common & OBJECT != 0 { objects(a, b, view, steps) } else { None }
}

/// A tag in front may be the same key, since its constant is another.
const fn beginnings(a: Form, b: Form) -> Option<Overlap> {
    match (a.key(0), b.key(0)) {
        (Some(one), Some(other)) => {
            let tags = matches!((one.value, other.value), (Form::Tag(_), Form::Tag(_)));
            if equal(one.name, other.name) && !tags {
                Some(Overlap::Beginning(one.name))
            } else {
                None
            }
        }
        _ => None,
    }
}

const fn strings(a: Form, b: Form, view: View) -> Option<Overlap> {
    let (Form::Variant(_, a) | Form::Tag(a), Form::Variant(_, b) | Form::Tag(b)) = (a, b) else {
        return match (a, b) {
            (Form::Variant(_, one) | Form::Tag(one), _)
            | (_, Form::Variant(_, one) | Form::Tag(one)) => Some(Overlap::Name(one.name)),
            _ => Some(Overlap::Kind("text")),
        };
    };
    let aliases: &[&str] = if view.is_read() { a.aliases } else { &[] };
    if is_called(a.name, aliases, b.name) { Some(Overlap::Name(b.name)) } else { None }
}

/// Lists, maps on the wire, and what serde reads by position.
const fn lists(a: Form, b: Form, view: View, steps: u32) -> Option<Overlap> {
    if a.is_text() {
        return Some(Overlap::TextOfList);
    }
    let by_position = matches!(a, Form::Object(_) | Form::Variant(..));
    let found = if by_position { Overlap::Position } else { Overlap::Kind("a list") };
    let ((least_a, most_a), (least_b, most_b)) = (a.items(), b.items());
    if least_a > most_b || least_b > most_a {
        return None;
    }
    // An item that every list which both take has, and that cannot be the same in both.
    let mut i = 0;
    while i < least_a || i < least_b {
        if let (Some(one), Some(other)) = (a.item(i), b.item(i))
            && compare(one, other, view, steps - 1).is_none()
        {
            return None;
        }
        i += 1;
    }
    Some(found)
}

const fn objects(a: Form, b: Form, view: View, steps: u32) -> Option<Overlap> {
    let (values_a, values_b) = (map_values(a), map_values(b));
    if let Form::Node(node) = a
        && matches!(node.kind, Kind::Null)
        && values_b.is_none()
    {
        // Only an empty object is read as `()`.
        return None;
    }
    match (values_a, values_b) {
        (Some(_), Some(_)) => Some(Overlap::Kind("an object")),
        (Some(values), None) => {
            let mut i = 0;
            while let Some(key) = b.key(i) {
                if compare(values, key.value, view, steps - 1).is_none() {
                    return None;
                }
                i += 1;
            }
            Some(Overlap::Kind("an object"))
        }
        (None, Some(values)) => {
            let mut i = 0;
            while let Some(key) = a.key(i) {
                if key.required && compare(key.value, values, view, steps - 1).is_none() {
                    return None;
                }
                i += 1;
            }
            Some(Overlap::Map)
        }
        (None, None) => keyed(a, b, view, steps),
    }
}

const fn map_values(form: Form) -> Option<Form> {
    match form {
        Form::Node(node) => match node.kind {
            Kind::Map { values, .. } => Some(Form::Node(values)),
            _ => None,
        },
        _ => None,
    }
}

/// Two objects with keys of their own.
const fn keyed(a: Form, b: Form, view: View, steps: u32) -> Option<Overlap> {
    let mut i = 0;
    while let Some(key) = a.key(i) {
        let aliases: &[&str] = if view.is_read() { key.aliases } else { &[] };
        let (mut stands, mut readable) = (false, false);
        let mut j = 0;
        while let Some(other) = b.key(j) {
            if is_called(key.name, aliases, other.name) {
                stands = true;
                readable |= compare(key.value, other.value, view, steps - 1).is_some();
            }
            j += 1;
        }
        let missing = !stands && (key.required || view.is_wire());
        if missing || stands && !readable {
            return None;
        }
        i += 1;
    }
    if (a.is_closed() || view.is_wire()) && has_unknown_key(a, b, view) {
        return None;
    }
    Some(if view.is_wire() { Overlap::Alike } else { Overlap::Objects })
}

/// Does `b` have a key that `a` does not know?
const fn has_unknown_key(a: Form, b: Form, view: View) -> bool {
    let mut j = 0;
    while let Some(other) = b.key(j) {
        let mut known = false;
        let mut i = 0;
        while let Some(key) = a.key(i) {
            let aliases: &[&str] = if view.is_read() { key.aliases } else { &[] };
            known |= is_called(key.name, aliases, other.name);
            i += 1;
        }
        if !known {
            return true;
        }
        j += 1;
    }
    false
}

#[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
const fn is_called(name: &str, aliases: &[&str], wanted: &str) -> bool {
    let mut i = 0;
    while i < aliases.len() {
        if equal(aliases[i], wanted) {
            return true;
        }
        i += 1;
    }
    equal(name, wanted)
}

//! Arms of untagged enums. Serde takes the first that reads, so an answer that was meant for a later
//! one would be lost in it without a word: arms that may take one document do not compile.

use super::{
    definition::{Body, Content, Definition, Tagging, Variant},
    message::Message,
    node::Node,
    overlap::{self, Overlap},
};

/// Refuses an arm that may take the same as one before it.
#[track_caller]
#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
pub const fn check_arm(variants: &'static [Variant], position: usize, owner: &str) {
    if let Some(message) = fault_of(variants, position, owner) {
        panic!("{}", message.as_str());
    }
}

impl Definition {
    /// What is wrong with the arms of this enum.
    pub(super) const fn arm_fault(&self) -> Option<Message> {
        let Body::Enum { tagging: Tagging::Untagged, variants } = self.body else { return None };
        let mut position = 0;
        while position < variants.len() {
            let fault = fault_of(variants, position, self.name);
            if fault.is_some() {
                return fault;
            }
            position += 1;
        }
        None
    }
}

#[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
const fn fault_of(variants: &'static [Variant], position: usize, owner: &str) -> Option<Message> {
    let later = &variants[position];
    let mut i = 0;
    while i < position {
        let earlier = &variants[i];
        if let Some(found) = overlap::of(&earlier.content, &later.content) {
            return Some(message(owner, earlier, later, found));
        }
        i += 1;
    }
    None
}

const fn message(owner: &str, earlier: &Variant, later: &Variant, found: Overlap) -> Message {
    if let Overlap::Beginning(key) = found {
        let start = Message::new().text("`").text(owner).text("::").text(later.name);
        let start = start.text("` and `").text(earlier.name).text("` are objects that begin with ");
        let start =
            start.text("the key `").text(key).text("`, which some models refuse in a choice");
        return start.text(": let another field be the first in one of them, or tag the enum");
    }
    let start = Message::new().text("an answer meant for `").text(owner).text("::");
    let start = start.text(later.name).text("` may be read as `").text(earlier.name);
    let start = start.text("`, which stands before it, because ");
    let reason = match found {
        Overlap::Alike => {
            start.text("both are objects with the same keys, and no value tells them apart")
        }
        Overlap::Beginning(_) => start,
        Overlap::Kind(noun) => start.text("both take ").text(noun),
        Overlap::Map => start.text("a map may have just its keys"),
        Overlap::Name(name) => start.text("both take the string `").text(name).text("`"),
        Overlap::Objects => start
            .text("that one asks for no key that `")
            .text(later.name)
            .text("` does not have, and serde passes over the others"),
        Overlap::Position => start.text("serde reads a list as a struct, item by item"),
        Overlap::TextOfList => start.text("text with a format may be read from a list"),
        Overlap::TextOfNumber => start.text("text with a format may be read from a number"),
        Overlap::Unknown => start.text("they cannot be told apart here"),
    };
    let advice = match (found, &earlier.content) {
        (Overlap::Objects, Content::Newtype(field)) if can_deny(field.node) => {
            ": tag the enum, put the one with more keys first, or write `deny_unknown_fields` on \
             that struct"
        }
        (Overlap::Objects, Content::Struct(object)) if !object.is_flattening() => {
            ": tag the enum, put the one with more keys first, or write `deny_unknown_fields` on \
             the enum"
        }
        (Overlap::Map | Overlap::Position | Overlap::TextOfList | Overlap::TextOfNumber, _) => {
            ": swap the two if that compiles, or tag the enum"
        }
        _ => ": tag the enum, as in `#[serde(tag = \"type\", content = \"value\")]`",
    };
    reason.text(advice)
}

/// May the struct refuse keys that it does not know?
const fn can_deny(node: &Node) -> bool {
    match node.fields() {
        Some(object) => !object.is_flattening(),
        None => false,
    }
}

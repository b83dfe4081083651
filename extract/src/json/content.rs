//! What the partial of a value is told while the value arrives.

use serde_json::from_str;

use super::Part;
use crate::{decode, schema::Extract};

/// What stands inside a [`Part`]: the derive writes it, nobody calls it but [`Slot`].
///
/// What says nothing but [`whole`](Self::whole) is opaque: it is read when it has ended.
#[doc(hidden)]
pub trait Content: Sized {
    /// How many places it gives to keys, for those in whose object its keys stand (`flatten`).
    const PLACES: u32 = 0;

    /// A value begins.
    fn begin(_start: Start) -> Begun<Self> {
        Begun::WHOLE
    }

    /// A key of an object that is not told apart yet, such as the tag of an enum: the value if this
    /// key told it, and the place of what follows.
    fn open_key(_key: &str) -> (Option<Self>, Option<u32>) {
        (None, None)
    }

    /// What came at a place of an object that is not told apart yet.
    fn told(_place: u32, _raw: &str) -> Option<Self> {
        None
    }

    /// The value from its JSON text, where that was wanted. None if it is no value of this type.
    fn whole(_raw: &str) -> Option<Self> {
        None
    }

    /// The place of the value that follows this key; none for a key that is not known.
    fn key(&mut self, _key: &str) -> Option<u32> {
        None
    }

    /// The place of the next item of a list.
    fn item(&mut self) -> Option<u32> {
        None
    }

    fn child(&mut self, _place: u32) -> Option<&mut dyn Slot> {
        None
    }

    /// The next piece of a text, unescaped.
    fn text(&mut self, _piece: &str) {}

    /// The value has ended. This was its JSON text, if it wanted that.
    fn close(&mut self, _raw: &str) {}
}

/// As what a value begins.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "these are the values of JSON")]
pub enum Start {
    List,
    Null,
    Object,
    /// A number, `true` or `false`.
    Plain,
    Text,
}

/// What a value asks for that has begun.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "for the derive only")]
pub enum Wants {
    /// Its keys, and all of its JSON text when it has ended.
    Both,
    /// Its keys or items.
    Children,
    /// Nothing: it cannot be a value of this type.
    Nothing,
    /// The pieces of its text.
    Text,
    /// All of its JSON text when it has ended.
    Whole,
}

/// A value at its first event.
#[doc(hidden)]
#[derive(Debug)]
#[allow(clippy::exhaustive_structs, reason = "for the derive only")]
pub struct Begun<P> {
    /// None as long as it cannot be told what it will be.
    pub value: Option<P>,
    pub wants: Wants,
}

impl<P> Begun<P> {
    /// An object of which a key has to tell what it is.
    pub const LATER: Self = Self { value: None, wants: Wants::Both };
    pub const NOTHING: Self = Self { value: None, wants: Wants::Nothing };
    pub const WHOLE: Self = Self { value: None, wants: Wants::Whole };

    /// An object, of which nothing is there yet.
    pub fn object(start: Start, absent: impl FnOnce() -> P) -> Self {
        if start == Start::Object { Self::children(absent()) } else { Self::NOTHING }
    }

    /// The same with what reads the object as well, when it has ended (`flatten`).
    pub fn flattening(start: Start, absent: impl FnOnce() -> P) -> Self {
        if start == Start::Object {
            Self { value: Some(absent()), wants: Wants::Both }
        } else {
            Self::NOTHING
        }
    }

    /// An object that a tag in it tells apart.
    pub fn tagged(start: Start) -> Self {
        if start == Start::Object { Self::LATER } else { Self::NOTHING }
    }

    /// The name of a variant, or an object with the name of a variant as its only key.
    pub fn named(start: Start) -> Self {
        if start == Start::Text { Self::WHOLE } else { Self::tagged(start) }
    }

    /// An object or a list.
    pub fn children(value: P) -> Self {
        Self { value: Some(value), wants: Wants::Children }
    }

    /// A text.
    pub fn text(value: P) -> Self {
        Self { value: Some(value), wants: Wants::Text }
    }

    pub(super) fn map<Q>(self, wrap: impl FnOnce(P) -> Q) -> Begun<Q> {
        Begun { value: self.value.map(wrap), wants: self.wants }
    }
}

/// The place of a value that arrives, whatever its type: what events are given to.
///
/// A [`Part`] is one; so is the partial of an enum, as the place of the object that its variant holds:
/// hence the defaults, which are those of an object without keys.
#[doc(hidden)]
pub trait Slot {
    /// A value begins here. A place is filled once: what comes for it later is passed over.
    fn begin(&mut self, start: Start) -> Wants {
        if start == Start::Object { Wants::Children } else { Wants::Nothing }
    }

    /// The JSON text of a value that was wanted whole.
    fn whole(&mut self, _raw: &str) {}

    /// The place of the value that follows this key.
    fn key(&mut self, key: &str) -> Option<u32>;

    /// The place of the next item.
    fn item(&mut self) -> Option<u32> {
        None
    }

    /// None at a place that waits to be [told](Self::told).
    fn child(&mut self, place: u32) -> Option<&mut dyn Slot>;

    /// The JSON text of what came at a place without a child. Whether that told what it is.
    fn told(&mut self, _place: u32, _raw: &str) -> bool {
        false
    }

    fn text(&mut self, _piece: &str) {}

    /// The value that wanted children or text has ended. This was its JSON text, if it wanted that as well.
    fn end(&mut self, _raw: &str) {}

    /// As [`key`](Self::key), for a value whose keys stand in the object of another.
    fn key_inside(&mut self, _key: &str) -> Option<u32> {
        None
    }

    /// As [`end`](Self::end), for a value whose keys stand in the object of another.
    fn end_inside(&mut self, _raw: &str) {}

    /// How many places it gives to keys.
    fn places(&self) -> u32 {
        0
    }
}

impl<P: Content> Slot for Part<P> {
    fn begin(&mut self, start: Start) -> Wants {
        if !self.is_absent() {
            return Wants::Nothing;
        }
        let Begun { value, wants } = P::begin(start);
        if let Some(value) = value {
            *self = Self::Growing(value);
        }
        wants
    }

    fn whole(&mut self, raw: &str) {
        if let Some(value) = P::whole(raw) {
            *self = Self::Done(value);
        }
    }

    fn key(&mut self, key: &str) -> Option<u32> {
        match self {
            Self::Absent => {
                let (value, place) = P::open_key(key);
                if let Some(value) = value {
                    *self = Self::Growing(value);
                }
                place
            }
            Self::Growing(value) | Self::Done(value) => value.key(key),
        }
    }

    fn item(&mut self) -> Option<u32> {
        self.inner()?.item()
    }

    fn child(&mut self, place: u32) -> Option<&mut dyn Slot> {
        self.inner()?.child(place)
    }

    fn told(&mut self, place: u32, raw: &str) -> bool {
        if self.is_absent()
            && let Some(value) = P::told(place, raw)
        {
            *self = Self::Growing(value);
            return true;
        }
        false
    }

    fn text(&mut self, piece: &str) {
        if let Self::Growing(value) = self {
            value.text(piece);
        }
    }

    fn end(&mut self, raw: &str) {
        *self = match std::mem::take(self) {
            Self::Growing(mut value) => {
                value.close(raw);
                Self::Done(value)
            }
            other => other,
        };
    }

    fn key_inside(&mut self, key: &str) -> Option<u32> {
        // It begins with the first key that it knows.
        let begins = self.is_absent();
        if begins && P::PLACES > 0 {
            self.begin(Start::Object);
        }
        let place = self.key(key);
        if begins && place.is_none() {
            *self = Self::Absent;
        }
        place
    }

    fn end_inside(&mut self, raw: &str) {
        if self.is_absent() && self.begin(Start::Object) == Wants::Whole {
            self.whole(raw);
        }
        self.end(raw);
    }

    fn places(&self) -> u32 {
        P::PLACES
    }
}

/// Reads a value from its JSON text, in its strict shape.
#[doc(hidden)]
pub fn read<T: Extract>(raw: &str) -> Option<T> {
    decode::part(raw)
}

/// The text that a JSON text stands for: the name of a variant.
#[doc(hidden)]
pub fn name(raw: &str) -> Option<String> {
    from_str(raw).ok()
}

//! What the derive would write, by hand.

use std::marker::PhantomData;

use serde::{Deserialize, Deserializer};

use crate::{
    Extract,
    json::{Begun, Content, Part, Slot, Start, Streamed, name},
    schema::Node,
};

/// A type with a partial that is written by hand.
pub(super) struct As<T, P>(PhantomData<(T, P)>);

impl<'de, T: Deserialize<'de>, P> Deserialize<'de> for As<T, P> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(|_| Self(PhantomData))
    }
}

impl<T: Extract, P> Extract for As<T, P> {
    const ID: u64 = T::ID;
    const NODE: &'static Node = T::NODE;
}

impl<T: Extract, P: Content> Streamed for As<T, P> {
    type Partial = P;
}

#[derive(Deserialize, Extract)]
#[allow(dead_code)]
pub(super) struct Tree {
    name: String,
    left: Option<Box<Tree>>,
    more: Vec<Tree>,
}

#[derive(Debug, Default, PartialEq)]
pub(super) struct TreePart {
    pub(super) name: Part<String>,
    pub(super) left: Part<Option<Box<TreePart>>>,
    pub(super) more: Part<Vec<Part<TreePart>>>,
}

impl Content for TreePart {
    fn begin(start: Start) -> Begun<Self> {
        if start == Start::Object { Begun::children(Self::default()) } else { Begun::NOTHING }
    }

    fn whole(_raw: &str) -> Option<Self> {
        None
    }

    fn key(&mut self, key: &str) -> Option<u32> {
        ["name", "left", "more"].iter().position(|name| *name == key).map(|place| place as u32)
    }

    fn child(&mut self, place: u32) -> Option<&mut dyn Slot> {
        match place {
            0 => Some(&mut self.name),
            1 => Some(&mut self.left),
            2 => Some(&mut self.more),
            _ => None,
        }
    }
}

/// Named from outside: `{"Text":{"of":"…"}}`, or `"Nothing"`.
#[derive(Deserialize, Extract)]
#[allow(dead_code)]
pub(super) enum Outside {
    Text { of: String },
    Nothing,
}

#[derive(Debug, PartialEq)]
pub(super) enum OutsidePart {
    Text { of: Part<String> },
    Nothing,
}

impl Content for OutsidePart {
    fn begin(start: Start) -> Begun<Self> {
        if start == Start::Object { Begun::LATER } else { Begun::WHOLE }
    }

    fn open_key(key: &str) -> (Option<Self>, Option<u32>) {
        match key {
            "Text" => (Some(Self::Text { of: Part::Absent }), Some(0)),
            _ => (None, None),
        }
    }

    fn whole(raw: &str) -> Option<Self> {
        (name(raw)? == "Nothing").then_some(Self::Nothing)
    }

    fn key(&mut self, key: &str) -> Option<u32> {
        (key == "Text").then_some(0)
    }

    fn child(&mut self, _place: u32) -> Option<&mut dyn Slot> {
        Some(self)
    }
}

impl Slot for OutsidePart {
    fn key(&mut self, key: &str) -> Option<u32> {
        (key == "of").then_some(0)
    }

    fn child(&mut self, _place: u32) -> Option<&mut dyn Slot> {
        match self {
            Self::Text { of } => Some(of),
            Self::Nothing => None,
        }
    }
}

/// Named by a tag among its fields: `{"is":"text","of":"…"}`.
#[derive(Deserialize, Extract)]
#[serde(tag = "is")]
#[allow(dead_code)]
pub(super) enum Inside {
    #[serde(rename = "text")]
    Text { of: String },
}

#[derive(Debug, PartialEq)]
pub(super) struct InsidePart {
    pub(super) of: Part<String>,
}

impl Content for InsidePart {
    fn begin(_start: Start) -> Begun<Self> {
        Begun::LATER
    }

    fn open_key(key: &str) -> (Option<Self>, Option<u32>) {
        (None, (key == "is").then_some(9))
    }

    fn told(place: u32, raw: &str) -> Option<Self> {
        (place == 9 && name(raw)? == "text").then_some(Self { of: Part::Absent })
    }

    fn whole(_raw: &str) -> Option<Self> {
        None
    }

    fn key(&mut self, key: &str) -> Option<u32> {
        (key == "of").then_some(0)
    }

    fn child(&mut self, _place: u32) -> Option<&mut dyn Slot> {
        Some(&mut self.of)
    }
}

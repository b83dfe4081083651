//! Enums without a tag: serde takes the first arm that reads.

mod values;

use std::collections::BTreeMap;

use extract::Extract;
use serde::{Deserialize, Serialize};

pub use self::values::shapes;

/// One of each kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(untagged)]
pub enum Kinds {
    /// Not known.
    Nothing,
    Yes(bool),
    /// In cents.
    Number(#[extract(min = 1)] u32),
    Text(String),
    List(Vec<u8>),
    Object {
        name: String,
        note: Option<String>,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(untagged)]
pub enum Single {
    Text(String),
}

/// The one with more keys first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(untagged)]
pub enum Payment {
    Card(Card),
    Cash { cents: u64 },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
pub struct Card {
    digits: String,
    cents: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(untagged, deny_unknown_fields)]
pub enum Denied {
    Short { a: bool },
    Long { b: bool, a: bool },
}

/// Told apart by a kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(untagged)]
pub enum ByKind {
    Text { of: One, value: String },
    Number { value: f64, of: One },
}

/// Told apart by a constant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(untagged)]
pub enum ByName {
    One { of: One, value: f64 },
    Two { value: f64, of: Two },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
pub enum One {
    A,
    B,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
pub enum Two {
    C,
}

/// Maps are lists on the wire and objects for serde; tuples the other way round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(untagged)]
pub enum Shapes {
    Map(BTreeMap<String, (u8, bool)>),
    Triple((u8, char, BTreeMap<String, u8>)),
    Text(String),
}

/// In each other: the inner arms stand for the outer one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(untagged)]
pub enum Outer {
    Inner(Inner),
    Boxed(Box<Size>),
    List(Vec<Inner>),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(untagged)]
pub enum Inner {
    Number(i8),
    Yes(Option<bool>),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
pub enum Size {
    Small,
    Exact { cm: f64 },
}

/// Tagged enums as arms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(untagged)]
pub enum Mixed {
    Event(Event),
    Sign(Sign),
    Size(Size),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "kind")]
pub enum Event {
    Came { by: String },
    Went,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "t", content = "c")]
pub enum Sign {
    Plus(u8),
    Minus,
}

/// Itself in a list, and with flattened fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(untagged)]
pub enum Tree {
    Leaf(f64),
    Node(Vec<Tree>),
    Named {
        #[serde(flatten)]
        card: Card,
        inside: Box<Tree>,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(untagged)]
pub enum Either<A, B> {
    First(A),
    Second(B),
}

/// In every place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
pub struct Places {
    /// As a field.
    field: Payment,
    option: Option<Inner>,
    list: Vec<Either<bool, String>>,
    map: BTreeMap<String, Single>,
    pair: (Single, Denied),
}

/// One of several lengths.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(untagged)]
pub enum Lengths {
    Two([u8; 2]),
    Three([u8; 3]),
}

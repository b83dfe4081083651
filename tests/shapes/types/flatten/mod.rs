//! Structs whose fields stand among those of another.

mod values;

use std::collections::BTreeMap;

use extract::Extract;
use serde::Deserialize;

pub use self::values::shapes;

/// Where somebody lives. Nothing of this is in a schema that flattens it.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(rename_all = "camelCase")]
struct Address {
    /// With the number.
    street_line: String,
    #[serde(alias = "zip")]
    code: Option<u32>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Customer {
    name: String,
    /// Lost as well.
    #[serde(flatten)]
    address: Address,
    paid: bool,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Shop {
    #[serde(flatten)]
    customer: Box<Customer>,
    #[serde(flatten, skip)]
    skipped: BTreeMap<String, String>,
    open: bool,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Wrapped(Box<Address>);

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(transparent)]
struct Clear {
    inside: Wrapped,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Only {
    #[serde(flatten)]
    clear: Clear,
}

/// What must be read back, and what is checked on arrival.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Odd {
    pair: (u8, char),
    scores: BTreeMap<String, f32>,
    #[extract(min = 1, max = 12)]
    month: u8,
    #[extract(max_items = 2)]
    tags: Vec<String>,
    nothing: (),
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Odds {
    first: (bool,),
    #[serde(flatten)]
    odd: Odd,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Log {
    tagged: Vec<Tagged>,
    external: External,
    beside: Beside,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "kind")]
enum Tagged {
    Struct {
        first: bool,
        #[serde(flatten)]
        address: Address,
    },
    Newtype(Only),
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
enum External {
    Struct {
        #[serde(flatten)]
        address: Address,
        last: bool,
    },
    Newtype(Only),
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "t", content = "c")]
enum Beside {
    Struct {
        #[serde(flatten)]
        address: Address,
    },
}

const ADDRESS: &str = r#""streetLine":{"type":"string","description":"With the number."},
    "code":{"type":["integer","null"],"minimum":0,"maximum":4294967295}"#;

/// Recursion below a flattened struct.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Part {
    name: String,
    parts: Vec<Part>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Machine {
    serial: u64,
    #[serde(flatten)]
    part: Part,
}

/// A type that reaches itself through what it flattens.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Person {
    #[serde(flatten)]
    family: Family,
    name: String,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Family {
    parents: Vec<Person>,
    pet: Option<(bool, Box<Person>)>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Dated<T> {
    year: u16,
    #[serde(flatten)]
    inner: T,
}

/// Generic, and naming itself: it has no definition where it is flattened, so it gets one.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Tree<T> {
    value: T,
    children: Vec<Tree<T>>,
}

/// Beside a tag as well.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "kind")]
enum Grown {
    Alone,
    Tree(Box<Tree<bool>>),
}

/// The same struct flattened in two places, and once as it is.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Move {
    from: Customer,
    #[serde(flatten)]
    to: Customer,
    address: Address,
}

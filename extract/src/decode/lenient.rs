//! A list that keeps its good items when others are bad.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

use crate::{
    error::{Rule, Violation},
    json::{Part, Streamed},
    schema::{Bounds, Extract, Node, mix, named},
};

/// A list that keeps what can be read: one bad row does not lose a hundred.
///
/// ```
/// use extract::{Extract, Lenient};
/// use serde::Deserialize;
///
/// #[derive(Debug, PartialEq, Deserialize, Extract)]
/// struct Line {
///     text: String,
///     #[extract(min = 0)]
///     price: f64,
/// }
///
/// #[derive(Deserialize, Extract)]
/// struct Invoice {
///     lines: Lenient<Vec<Line>>,
/// }
///
/// let answer = r#"{"lines":[{"text":"tea","price":3.5},{"text":"milk","price":-1}]}"#;
/// let invoice: Invoice = extract::from_json(answer)?;
/// assert_eq!(invoice.lines.items, [Line { text: "tea".into(), price: 3.5 }]);
///
/// let bad = &invoice.lines.bad[0];
/// assert_eq!((bad.index(), bad.raw()), (1, r#"{"text":"milk","price":-1}"#));
/// assert_eq!(bad.violations()[0].path(), "$.lines[1].price");
/// # Ok::<(), extract::Error>(())
/// ```
///
/// The schema is that of the list alone, so a server that enforces it sends no bad items; this is for
/// those that do not, and for rules that are checked on arrival. It stands wherever a list does: as a
/// root, a field, in options, maps and other lists.
///
/// `min_items` and `max_items` count the items that came, good or bad. What is no list at all, or no
/// JSON, is a violation of the whole answer. It has no `Deref` and no `IntoIterator`: who goes on with
/// `items` alone should see that `bad` is there.
///
/// In a generic type of your own let the parameter be the whole list, `Page<Lenient<Vec<Line>>>`: serde's
/// derive cannot say what a lenient list asks of its items.
///
/// Read by serde alone, without [`from_json`](crate::from_json) or an extractor, it takes a plain list,
/// and the paths of bad items start at that list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lenient<L> {
    /// The good items, in the order of the answer.
    pub items: L,
    /// The bad ones, in the order of the answer.
    pub bad: Vec<BadItem>,
}

/// An item that is not of its type, with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BadItem {
    index: usize,
    path: String,
    raw: String,
    violations: Vec<Violation>,
}

impl BadItem {
    /// Its place in the list as it came, from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Where it stands in the answer, as a JSON path: `$.lines[3]`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its text, as it came.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// Everything that keeps it from being of its type; their paths start at the root of the answer.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for BadItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.violations.as_slice() {
            [] => f.write_str(&self.path),
            [first] => first.fmt(f),
            [first, more @ ..] => write!(f, "{first} (and {} more)", more.len()),
        }
    }
}

impl<L> From<L> for Lenient<L> {
    fn from(items: L) -> Self {
        Self { items, bad: Vec::new() }
    }
}

/// As the list of the good items, so that a value can be shown as an example.
impl<L: Serialize> Serialize for Lenient<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.items.serialize(serializer)
    }
}

impl<T: Extract> Extract for Lenient<Vec<T>> {
    const ID: u64 = mix(named("Lenient"), T::ID);
    const NODE: &'static Node = &Node::lenient(T::NODE);

    fn __within(&self, bounds: &Bounds) -> bool {
        bounds.admits_items(self.items.len() + self.bad.len())
    }
}

/// Bad items are among those that are shown: which are bad, the whole answer tells.
impl<T: Streamed> Streamed for Lenient<Vec<T>> {
    type Partial = Vec<Part<T::Partial>>;
}

impl<T> Lenient<Vec<T>> {
    fn add(&mut self, list: &str, raw: &str, read: impl FnOnce(&str) -> Result<T, Vec<Violation>>) {
        let index = self.items.len() + self.bad.len();
        let path = format!("{list}[{index}]");
        match read(&path) {
            Ok(item) => self.items.push(item),
            Err(violations) => {
                self.bad.push(BadItem { index, path, raw: raw.to_owned(), violations });
            }
        }
    }
}

/// What [`super::reshape`] makes of the list. Texts, because serde buffers what stands beside a tag:
/// a text is the same in a buffer, and the item's own reader reads it.
#[derive(Deserialize)]
struct Texts {
    path: String,
    texts: Vec<String>,
}

impl<'de, T: Extract> Deserialize<'de> for Lenient<Vec<T>> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Items(PhantomData))
    }
}

struct Items<T>(PhantomData<T>);

impl<'de, T: Extract> Visitor<'de> for Items<T> {
    type Value = Lenient<Vec<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let Texts { path, texts } = Texts::deserialize(MapAccessDeserializer::new(map))?;
        let mut list = Lenient::from(Vec::with_capacity(texts.len()));
        for text in texts {
            list.add(&path, &text, |path| super::decode_item(&text, path));
        }
        Ok(list)
    }

    /// A list that no one rewrote.
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Lenient::from(Vec::new());
        while let Some(item) = items.next_element::<serde_json::Value>()? {
            list.add("$", &item.to_string(), |path| {
                let wrong = |message| vec![Violation::new(path, Rule::Value, message)];
                let value = T::deserialize(&item).map_err(|error| wrong(error.to_string()))?;
                if value.__holds() {
                    Ok(value)
                } else {
                    Err(wrong("a bound is not kept".to_owned()))
                }
            });
        }
        Ok(list)
    }
}

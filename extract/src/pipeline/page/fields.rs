use std::{
    collections::{HashMap, HashSet, VecDeque},
    fmt,
};

use serde::{
    Deserializer, Serialize,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use crate::decode;

/// Places of a type that are followed; the outer ones come first.
const PLACES: usize = 2_000;

/// How often each field of a type was stated.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    /// The root is the first.
    places: Vec<Place>,
    /// Whether the type has more places than are followed.
    cut: bool,
    /// Answers that were looked at.
    answers: u64,
    /// Answers that could not be looked at.
    unread: u64,
}

/// A field, or what stands in a list.
#[derive(Clone, Debug, Default)]
struct Place {
    path: String,
    /// An item that is no list and never `null` says nothing of its own.
    told: bool,
    nullable: bool,
    is_list: bool,
    /// In the order of the schema.
    order: Vec<usize>,
    keys: HashMap<String, usize>,
    items: Option<usize>,
    /// Further out, of the same type: what stands in here is counted there.
    same: Vec<usize>,
    counts: Counts,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    stood: u64,
    null: u64,
    empty: u64,
    items: u64,
}

/// What is said of all fields.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Told {
    pub(super) answers: u64,
    pub(super) unread: u64,
    /// Whether the type has more fields than are listed.
    pub(super) more: bool,
    pub(super) paths: Vec<Field>,
}

/// What is said of a field.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Field {
    pub(super) path: String,
    pub(super) nullable: bool,
    /// How often it stood in an answer; in a list, once for each item.
    pub(super) stood: u64,
    pub(super) null: u64,
    /// `null` of `stood`.
    pub(super) null_rate: Option<f64>,
    /// Lists without items and texts without characters.
    pub(super) empty: u64,
    /// Of a list: all that stood in it.
    pub(super) items: Option<u64>,
}

impl Fields {
    /// Of this schema.
    pub(super) fn of(schema: &Value) -> Self {
        let mut plan =
            Plan { schema, fields: Self::none(), ahead: VecDeque::new(), seen: HashSet::new() };
        plan.ahead.push_back(Step { place: 0, schema, inside: Vec::new() });
        while let Some(step) = plan.ahead.pop_front() {
            plan.take(step);
        }
        plan.fields
    }

    fn none() -> Self {
        Self { places: vec![Place::default()], cut: false, answers: 0, unread: 0 }
    }

    /// Looks at the text of an answer.
    pub(super) fn look(&mut self, raw: &str) {
        // What stands around the JSON was tolerated.
        let text = decode::bare_json(raw).map_or(raw, |bare| bare.text);
        let mut reader = serde_json::Deserializer::from_str(text);
        let look = Look { fields: self, place: Some(0) };
        match look.deserialize(&mut reader) {
            Ok(()) => self.answers += 1,
            Err(_) => self.unread += 1,
        }
    }

    fn count(&mut self, place: Option<usize>, count: impl FnOnce(&mut Counts)) {
        if let Some(place) = place.and_then(|place| self.places.get_mut(place)) {
            count(&mut place.counts);
        }
    }

    /// Where this key stands.
    fn under(&self, place: usize, key: &str) -> Option<usize> {
        let place = self.places.get(place)?;
        let own = place.keys.get(key).copied();
        let outer =
            || place.same.iter().find_map(|same| self.places.get(*same)?.keys.get(key).copied());
        own.or_else(outer)
    }

    fn items(&self, place: usize) -> Option<usize> {
        let place = self.places.get(place)?;
        place.items.or_else(|| place.same.iter().find_map(|same| self.places.get(*same)?.items))
    }

    pub(super) fn told(&self) -> Told {
        let mut paths = Vec::new();
        let mut ahead = vec![0];
        while let Some(place) = ahead.pop().and_then(|place| self.places.get(place)) {
            if place.told {
                paths.push(place.field());
            }
            ahead.extend(place.order.iter().rev());
        }
        Told { answers: self.answers, unread: self.unread, more: self.cut, paths }
    }
}

impl Place {
    fn field(&self) -> Field {
        let Counts { stood, null, empty, items } = self.counts;
        Field {
            path: self.path.clone(),
            nullable: self.nullable,
            stood,
            null,
            null_rate: (stood > 0).then(|| null as f64 / stood as f64),
            empty,
            items: self.is_list.then_some(items),
        }
    }
}

/// A schema on its way to places.
struct Plan<'s> {
    schema: &'s Value,
    fields: Fields,
    ahead: VecDeque<Step<'s>>,
    /// References that were followed from a place.
    seen: HashSet<(usize, &'s str)>,
}

/// A part of a schema that says something of a place.
struct Step<'s> {
    place: usize,
    schema: &'s Value,
    /// The references that led here, each with its place.
    inside: Vec<(&'s str, usize)>,
}

impl<'s> Plan<'s> {
    fn take(&mut self, step: Step<'s>) {
        let Step { place, schema, inside } = step;
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return self.refer(place, reference, inside);
        }
        for arm in schema.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
            self.ahead.push_back(Step { place, schema: arm, inside: inside.clone() });
        }
        let (nullable, is_list) = (allows(schema, "null"), allows(schema, "array"));
        if let Some(place) = self.fields.places.get_mut(place) {
            place.nullable |= nullable;
            place.is_list |= is_list;
            // What stands in a list shows when it can be missing, or is a list itself.
            place.told |= nullable || is_list;
            place.told &= !place.path.is_empty();
        }
        for (key, schema) in properties(schema) {
            let inside = inside.clone();
            if let Some(place) = self.property(place, key) {
                self.ahead.push_back(Step { place, schema, inside });
            }
        }
        if let Some(schema) = schema.get("items")
            && let Some(place) = self.item(place)
        {
            self.ahead.push_back(Step { place, schema, inside });
        }
    }

    fn refer(&mut self, place: usize, reference: &'s str, mut inside: Vec<(&'s str, usize)>) {
        if let Some((_, outer)) = inside.iter().find(|(name, _)| *name == reference) {
            if *outer != place
                && let Some(place) = self.fields.places.get_mut(place)
            {
                place.same.push(*outer);
            }
            return;
        }
        let target = reference.strip_prefix('#').and_then(|pointer| self.schema.pointer(pointer));
        if let Some(schema) = target
            && self.seen.insert((place, reference))
        {
            inside.push((reference, place));
            self.ahead.push_back(Step { place, schema, inside });
        }
    }

    /// The place of this key, which several arms may have.
    fn property(&mut self, parent: usize, key: &str) -> Option<usize> {
        let outer = self.fields.places.get(parent)?;
        if let Some(known) = outer.keys.get(key) {
            return Some(*known);
        }
        let dot = if outer.path.is_empty() { "" } else { "." };
        let path = format!("{}{dot}{key}", outer.path);
        let place = self.place(parent, Place { path, told: true, ..Place::default() })?;
        self.fields.places.get_mut(parent)?.keys.insert(key.to_owned(), place);
        Some(place)
    }

    fn item(&mut self, list: usize) -> Option<usize> {
        let outer = self.fields.places.get(list)?;
        if let Some(known) = outer.items {
            return Some(known);
        }
        let path = format!("{}[]", outer.path);
        let place = self.place(list, Place { path, ..Place::default() })?;
        self.fields.places.get_mut(list)?.items = Some(place);
        Some(place)
    }

    fn place(&mut self, parent: usize, place: Place) -> Option<usize> {
        let new = self.fields.places.len();
        if new >= PLACES {
            self.fields.cut = true;
            return None;
        }
        self.fields.places.get_mut(parent)?.order.push(new);
        self.fields.places.push(place);
        Some(new)
    }
}

fn allows(schema: &Value, kind: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(name)) => name == kind,
        Some(Value::Array(names)) => names.iter().any(|name| name == kind),
        _ => kind == "null" && schema.get("enum").is_some_and(holds_null),
    }
}

fn holds_null(values: &Value) -> bool {
    values.as_array().is_some_and(|values| values.iter().any(Value::is_null))
}

/// In the order in which they are asked for: every one is required.
fn properties(schema: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let required = schema.get("required").and_then(Value::as_array);
    let keys = required.into_iter().flatten().filter_map(Value::as_str);
    keys.filter_map(|key| Some((key, schema.get("properties")?.get(key)?)))
}

/// Reads a value that stands at a place, or at none that is known.
struct Look<'f> {
    fields: &'f mut Fields,
    place: Option<usize>,
}

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        if self.place.is_none() {
            return reader.deserialize_ignored_any(IgnoredAny).map(|_| ());
        }
        self.fields.count(self.place, |counts| counts.stood += 1);
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of an answer")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if text.is_empty() {
            self.fields.count(self.place, |counts| counts.empty += 1);
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.fields.count(self.place, |counts| counts.null += 1);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let place = self.place.and_then(|place| self.fields.items(place));
        let mut items = 0;
        while list.next_element_seed(Look { fields: self.fields, place })?.is_some() {
            items += 1;
        }
        self.fields.count(self.place, |counts| {
            counts.items += items;
            counts.empty += u64::from(items == 0);
        });
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let here = self.place.ok_or_else(|| A::Error::custom("no place"))?;
        while let Some(place) = object.next_key_seed(Key { fields: self.fields, place: here })? {
            object.next_value_seed(Look { fields: self.fields, place })?;
        }
        Ok(())
    }
}

/// Reads a key, and finds the place of what stands under it.
struct Key<'f> {
    fields: &'f Fields,
    place: usize,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Option<usize>, D::Error> {
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<usize>, E> {
        Ok(self.fields.under(self.place, key))
    }
}

#[cfg(test)]
mod tests;

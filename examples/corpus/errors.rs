//! Errors of a model, by chance: what the documents say is changed here and there, and each change is
//! written down.

use std::collections::BTreeMap;

use fastrand::Rng;
use serde::Serialize;
use serde_json::Value;

use crate::{
    kinds::{Field, Kind},
    places,
};

/// What was changed in one answer.
#[derive(Clone, Debug, Serialize)]
pub struct Seeded {
    pub document: String,
    pub what: &'static str,
    /// A JSON pointer into the answer.
    pub place: String,
    /// The fields in which the answer is wrong now.
    pub fields: Vec<&'static str>,
}

/// All that can be wrong with an answer, the frequent ones more than once.
const KINDS: [What; 9] = [
    What::Value,
    What::Value,
    What::Value,
    What::Null,
    What::Invented,
    What::MissingItem,
    What::WrongItem,
    What::MissingEntry,
    What::Key,
];

#[derive(Clone, Copy, PartialEq)]
enum What {
    /// The value of another document.
    Value,
    /// A value that is stated is told as not stated.
    Null,
    /// A value that is not stated is told.
    Invented,
    /// An item of a set is not there.
    MissingItem,
    /// An item of a set comes from another document.
    WrongItem,
    /// An item of the list is not there.
    MissingEntry,
    /// The key of an item is wrong, which makes it another item.
    Key,
}

/// Changes answers of one kind.
pub struct Errors<'a> {
    fields: &'static [Field],
    items: (&'static str, &'static str),
    /// What all documents say in each field.
    said: BTreeMap<&'static str, Vec<&'a Value>>,
}

impl<'a> Errors<'a> {
    pub fn of<K: Kind>(truth: impl Iterator<Item = &'a Value>) -> Self {
        let truth: Vec<_> = truth.collect();
        let said = |field: &Field| {
            let of_one = |value: &'a Value| {
                places::of(field.path, value).into_iter().filter_map(|place| value.pointer(&place))
            };
            let said = truth.iter().copied().flat_map(of_one);
            (field.path, said.filter(|value| places::is_stated(value)).collect())
        };
        Self { fields: K::FIELDS, items: K::ITEMS, said: K::FIELDS.iter().map(said).collect() }
    }

    /// All fields in which this says something.
    pub fn stated(&self, value: &Value) -> Vec<&'static str> {
        let says = |field: &&Field| {
            let mut places = places::of(field.path, value).into_iter();
            places.any(|place| value.pointer(&place).is_some_and(places::is_stated))
        };
        self.fields.iter().filter(says).map(|field| field.path).collect()
    }

    /// Makes one to three errors, at different places.
    pub fn make(&self, document: &str, answer: &mut Value, chance: &mut Rng) -> Vec<Seeded> {
        let mut made: Vec<Seeded> = Vec::new();
        let (wanted, mut draws) = (chance.usize(1..=3), 0);
        while made.len() < wanted && draws < 50 {
            draws += 1;
            let what = KINDS[chance.usize(..KINDS.len())];
            let is_of_entry = matches!(what, What::MissingEntry | What::Key);
            if is_of_entry && !made.is_empty() {
                // It would hide those before it.
                continue;
            }
            let Some((place, fields)) = self.make_one(what, answer, &made, chance) else {
                continue;
            };
            made.push(Seeded { document: document.to_owned(), what: what.name(), place, fields });
            if is_of_entry {
                break;
            }
        }
        made
    }

    fn make_one(
        &self,
        what: What,
        answer: &mut Value,
        made: &[Seeded],
        chance: &mut Rng,
    ) -> Option<(String, Vec<&'static str>)> {
        if what == What::MissingEntry {
            return self.drop_entry(answer, chance);
        }
        let (list, key) = self.items;
        let key = format!("{list}[].{key}");
        // The key can only be wrong as a key.
        let fits = |field: &&Field| (field.path == key) == (what == What::Key);
        let field = chance.choice(self.fields.iter().filter(fits).collect::<Vec<_>>())?;
        let places = places::of(field.path, answer);
        let place = chance.choice(places)?;
        if made.iter().any(|before| before.place == place) {
            return None;
        }
        let entry = place.rsplit_once('/').and_then(|(entry, _)| answer.pointer(entry));
        let of_entry = entry.map(|entry| self.stated_in_entry(entry)).unwrap_or_default();
        let now = answer.pointer(&place)?;
        let new = match (what, now) {
            (What::Null, now) if field.is_optional && !now.is_null() => Value::Null,
            (What::Invented, Value::Null) => self.other(field.path, now, chance)?,
            (What::Value, Value::String(_) | Value::Number(_)) => {
                self.other(field.path, now, chance)?
            }
            (What::MissingItem, Value::Array(items)) => {
                let mut items = items.clone();
                let place = chance.choice(0..items.len())?;
                items.remove(place);
                Value::Array(items)
            }
            (What::WrongItem, Value::Array(items)) => {
                let Value::Array(others) = self.other(field.path, now, chance)? else {
                    return None;
                };
                let other = chance.choice(others)?;
                if items.iter().any(|item| places::is_alike(item, &other)) {
                    return None;
                }
                let mut items = items.clone();
                *chance.choice(&mut items)? = other;
                Value::Array(items)
            }
            (What::Key, now) => {
                let new = self.other(field.path, now, chance)?;
                let places = places::of(field.path, answer);
                let mut keys = places.iter().filter_map(|place| answer.pointer(place));
                if keys.any(|key| places::is_alike(key, &new)) {
                    return None;
                }
                new
            }
            _ => return None,
        };
        *answer.pointer_mut(&place)? = new;
        Some((place, if what == What::Key { of_entry } else { vec![field.path] }))
    }

    fn drop_entry(
        &self,
        answer: &mut Value,
        chance: &mut Rng,
    ) -> Option<(String, Vec<&'static str>)> {
        let list = format!("/{}", self.items.0);
        let entries = answer.pointer_mut(&list)?.as_array_mut()?;
        let index = chance.choice(0..entries.len())?;
        let entry = entries.remove(index);
        Some((format!("{list}/{index}"), self.stated_in_entry(&entry)))
    }

    /// The fields of an item in which it says something.
    fn stated_in_entry(&self, entry: &Value) -> Vec<&'static str> {
        let list = self.items.0;
        let around = serde_json::json!({ list: [entry] });
        let inside = format!("{list}[]");
        self.stated(&around).into_iter().filter(|path| path.starts_with(&inside)).collect()
    }

    /// What another document says there, and this one does not.
    fn other(&self, field: &str, than: &Value, chance: &mut Rng) -> Option<Value> {
        let said = self.said.get(field)?;
        let different = said.iter().filter(|value| !places::is_alike(value, than));
        chance.choice(different.collect::<Vec<_>>()).map(|value| Value::clone(value))
    }
}

impl What {
    fn name(self) -> &'static str {
        match self {
            Self::Value => "wrong value",
            Self::Null => "null",
            Self::Invented => "invented value",
            Self::MissingItem => "missing item",
            Self::WrongItem => "wrong item",
            Self::MissingEntry => "missing entry",
            Self::Key => "wrong key",
        }
    }
}

//! Documents with one thing changed.

use fastrand::Rng;
use serde_json::{Map, Value, json};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mutation {
    /// One more item in a list, like the last one.
    AddItem,
    /// A key that nobody asked for.
    AddKey,
    /// Half of the text.
    Cut,
    DropItem,
    DropKey,
    /// `5.5` in place of 5.
    Fraction,
    /// An integer beyond every type.
    Huge,
    /// An integer above the schema's widest bound and within `u64`.
    Large,
    Negative,
    Null,
    /// A letter more.
    RenameKey,
    /// A key that stands twice.
    RepeatKey,
    /// The keys of an object in another order.
    Reorder,
    /// Two values of an object, each under the other's key.
    Swap,
    ToBoolean,
    ToList,
    ToNumber,
    ToObject,
    ToText,
    /// Text behind the document.
    Trail,
    /// `5.0` in place of 5.
    WholeFraction,
}

impl Mutation {
    pub const ALL: [Self; 21] = [
        Self::AddItem,
        Self::AddKey,
        Self::Cut,
        Self::DropItem,
        Self::DropKey,
        Self::Fraction,
        Self::Huge,
        Self::Large,
        Self::Negative,
        Self::Null,
        Self::RenameKey,
        Self::RepeatKey,
        Self::Reorder,
        Self::Swap,
        Self::ToBoolean,
        Self::ToList,
        Self::ToNumber,
        Self::ToObject,
        Self::ToText,
        Self::Trail,
        Self::WholeFraction,
    ];
}

pub struct Mutant {
    pub text: String,
    /// The last key on the way to what was changed: of the member itself, or of the object or list
    /// that was changed.
    pub key: String,
}

/// Stands for a key until the text is written: a map holds no key twice.
const AGAIN: &str = "@again@";

/// `None`: the document has no place for this mutation.
pub fn mutate(document: &Value, mutation: Mutation, random: &mut Rng) -> Option<Mutant> {
    let whole = document.to_string();
    match mutation {
        Mutation::Cut => {
            let half = whole.chars().take(whole.chars().count() / 2).collect();
            return Some(Mutant { text: half, key: String::new() });
        }
        Mutation::Trail => return Some(Mutant { text: whole + " {}", key: String::new() }),
        _ => {}
    }
    let mut places = Vec::new();
    collect(document, &mut String::new(), "", &mut places);
    random.shuffle(&mut places);
    for (pointer, key) in places {
        let mut changed = document.clone();
        let target = changed.pointer_mut(&pointer)?;
        if let Some(inner) = apply(target, mutation, random) {
            let key = inner.unwrap_or(key);
            let again = Value::from(key.clone()).to_string();
            let text = changed.to_string().replace(&format!("\"{AGAIN}\""), &again);
            return Some(Mutant { text, key });
        }
    }
    None
}

/// Every place as a JSON pointer, with the last key on the way.
fn collect(value: &Value, pointer: &mut String, key: &str, places: &mut Vec<(String, String)>) {
    places.push((pointer.clone(), key.to_owned()));
    let length = pointer.len();
    let mut inside = |step: &str, key: &str, value: &Value| {
        pointer.push('/');
        pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        collect(value, pointer, key, places);
        pointer.truncate(length);
    };
    match value {
        Value::Array(items) => {
            for (position, item) in items.iter().enumerate() {
                inside(&position.to_string(), key, item);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                inside(key, key, member);
            }
        }
        _ => {}
    }
}

/// Changes the value, if it is of a kind that can be changed like this; gives the key of the member
/// that was changed, if it was one.
fn apply(value: &mut Value, mutation: Mutation, random: &mut Rng) -> Option<Option<String>> {
    match mutation {
        Mutation::AddItem => {
            let items = value.as_array_mut()?;
            items.push(items.last()?.clone());
        }
        Mutation::DropItem => drop(value.as_array_mut()?.pop()?),
        Mutation::AddKey => drop(value.as_object_mut()?.insert("unasked".into(), json!(1))),
        Mutation::DropKey => {
            let members = value.as_object_mut()?;
            let key = some_key(members, random)?;
            members.shift_remove(&key);
            return Some(Some(key));
        }
        Mutation::RenameKey | Mutation::RepeatKey => {
            let members = value.as_object_mut()?;
            let key = some_key(members, random)?;
            if mutation == Mutation::RepeatKey {
                members.insert(AGAIN.into(), members[&key].clone());
            } else {
                let member = members.shift_remove(&key)?;
                members.insert(key.clone() + "x", member);
            }
            return Some(Some(key));
        }
        Mutation::Reorder => {
            let members = value.as_object_mut().filter(|members| members.len() > 1)?;
            *members = std::mem::take(members).into_iter().rev().collect();
        }
        Mutation::Swap => {
            let members = value.as_object_mut().filter(|members| members.len() > 1)?;
            let (first, second) = (some_key(members, random)?, some_key(members, random)?);
            if members[&first] == members[&second] {
                return None;
            }
            let taken = members[&first].take();
            members[&first] = members[&second].take();
            members[&second] = taken;
            return Some(Some(first));
        }
        Mutation::Fraction => *value = json!(integer(value)? as f64 + 0.5),
        Mutation::WholeFraction => *value = json!(integer(value)? as f64),
        Mutation::Negative => *value = json!(-integer(value)? - 1),
        Mutation::Huge => {
            integer(value)?;
            *value = json!(2.0f64.powi(70));
        }
        Mutation::Large => {
            integer(value)?;
            *value = json!(u64::MAX - 7);
        }
        Mutation::Null => replace(value, Value::Null)?,
        Mutation::ToBoolean => replace(value, json!(true))?,
        Mutation::ToList => replace(value, json!([]))?,
        Mutation::ToNumber => replace(value, json!(7))?,
        Mutation::ToObject => replace(value, json!({}))?,
        Mutation::ToText => replace(value, json!("nonsense"))?,
        Mutation::Cut | Mutation::Trail => return None,
    }
    Some(None)
}

fn replace(value: &mut Value, with: Value) -> Option<()> {
    (*value != with).then(|| *value = with)
}

fn some_key(members: &Map<String, Value>, random: &mut Rng) -> Option<String> {
    (!members.is_empty()).then(|| members.keys().nth(random.usize(..members.len())).cloned())?
}

/// Only small ones, so that a float next to it is exact.
fn integer(value: &Value) -> Option<i64> {
    value.as_i64().filter(|integer| integer.abs() < 1 << 50)
}

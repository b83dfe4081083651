use std::collections::BTreeMap;

use serde_json::Value;

use super::compare::is_same;

/// Keys that lead to a field, some of them to lists whose items are compared one by one.
#[derive(Clone, Debug)]
pub(super) struct Path(Vec<Step>);

#[derive(Clone, Debug)]
struct Step {
    key: String,
    is_list: bool,
}

/// A field at one place, in the gold value and in the result.
pub(super) struct Place<'a> {
    pub(super) path: String,
    pub(super) gold: Option<&'a Value>,
    pub(super) found: Option<&'a Value>,
}

/// Where a walk stands.
struct Walk<'a, 'k> {
    keys: &'k BTreeMap<String, String>,
    /// Of the lists so far, without the places of items.
    list: String,
    place: Place<'a>,
}

/// The name of a list: its path without the `[]` of the lists on the way.
pub(super) fn list(path: &str) -> String {
    path.replace("[]", "").trim_start_matches('.').to_owned()
}

impl Path {
    pub(super) fn of(path: &str) -> Self {
        let step = |part: &str| match part.strip_suffix("[]") {
            Some(key) => Step { key: key.to_owned(), is_list: true },
            None => Step { key: part.to_owned(), is_list: false },
        };
        Self(path.split('.').map(step).collect())
    }

    /// Whether it leads through the items of this list.
    pub(super) fn is_through(&self, list: &str) -> bool {
        let mut at = String::new();
        self.0.iter().any(|step| {
            at = below(&at, &step.key);
            step.is_list && at == list
        })
    }

    /// Gives every place that the path leads to in either value.
    pub(super) fn pairs<'a>(
        &self,
        gold: &'a Value,
        found: &'a Value,
        keys: &BTreeMap<String, String>,
        mut give: impl FnMut(Place<'a>),
    ) {
        let place = Place { path: String::new(), gold: Some(gold), found: Some(found) };
        walk(&self.0, Walk { keys, list: String::new(), place }, &mut give);
    }
}

fn walk<'a>(steps: &[Step], at: Walk<'a, '_>, give: &mut impl FnMut(Place<'a>)) {
    let Some((step, rest)) = steps.split_first() else { return give(at.place) };
    let Walk { keys, list, place } = at;
    // A root that is a list has no key.
    let under = |value: Option<&'a Value>| match step.key.as_str() {
        "" => value,
        key => value?.get(key),
    };
    let (list, path) = (below(&list, &step.key), below(&place.path, &step.key));
    let (gold, found) = (under(place.gold), under(place.found));
    if !step.is_list {
        return walk(rest, Walk { keys, list, place: Place { path, gold, found } }, give);
    }
    let key = keys.get(&list);
    for (index, (gold, found)) in beside(items(gold), items(found), key).into_iter().enumerate() {
        let place = Place { path: format!("{path}[{index}]"), gold, found };
        walk(rest, Walk { keys, list: list.clone(), place }, give);
    }
}

/// A root that is a list has no key.
fn below(path: &str, key: &str) -> String {
    let dot = if path.is_empty() || key.is_empty() { "" } else { "." };
    format!("{path}{dot}{key}")
}

fn items(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Items that belong together; those without a partner stand alone.
fn beside<'a>(
    gold: &'a [Value],
    found: &'a [Value],
    key: Option<&String>,
) -> Vec<(Option<&'a Value>, Option<&'a Value>)> {
    let Some(key) = key else {
        let count = gold.len().max(found.len());
        return (0..count).map(|index| (gold.get(index), found.get(index))).collect();
    };
    let stated = |item: &'a Value| item.get(key).filter(|value| !value.is_null());
    let mut left: Vec<_> = found.iter().collect();
    let mut pairs = Vec::new();
    for gold in gold {
        let partner = left.iter().position(|found| match (stated(gold), stated(found)) {
            (Some(gold), Some(found)) => is_same(gold, found),
            (gold, found) => gold.is_none() && found.is_none(),
        });
        pairs.push((Some(gold), partner.map(|place| left.remove(place))));
    }
    pairs.extend(left.into_iter().map(|found| (None, Some(found))));
    pairs
}

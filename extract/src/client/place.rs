//! Where in an answer a list stands: checked against the schema before anything is asked.

use crate::{
    Error, decode,
    error::ConfigError,
    schema::{self, Definition, Extract, Field, Node},
};
use schema::{Body, Dialect, Kind, WRAPPER};

/// The list whose items are read one by one, or page by page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    /// The keys that lead to it, as they stand on the wire.
    pub(crate) keys: Vec<String>,
    /// The same as a path of JSON.
    pub(crate) path: String,
}

impl Place {
    /// The list of `L` at this path in a `T`: keys of objects, with dots between them; none for a root
    /// that is a list.
    pub(crate) fn of<T: Extract, L: Extract>(path: &str) -> Result<Self, Error> {
        let facts = const { schema::check(T::NODE) };
        let mut node = T::NODE;
        let mut place = Self { keys: Vec::new(), path: "$".to_owned() };
        if facts.wrapped {
            place.enter(WRAPPER);
        }
        for key in path.split('.').filter(|_| !path.is_empty()) {
            node = member(node, key).map_err(|why| wrong(path, &why))?;
            place.enter(key);
        }
        let at = if path.is_empty() { "the root" } else { path };
        let Kind::Array { items, .. } = bare(node).kind else {
            return Err(wrong(path, &format!("{at} is {}, no list", noun(node))));
        };
        if same(items, L::NODE) {
            return Ok(place);
        }
        let (found, asked) = (name(items), name(L::NODE));
        Err(wrong(path, &format!("the items of {at} are {found}, and {asked} is asked for")))
    }
}

impl Place {
    fn enter(&mut self, key: &str) {
        self.keys.push(key.to_owned());
        self.path.push_str(&decode::step(key));
    }
}

fn wrong(path: &str, why: &str) -> Error {
    ConfigError::new(format!("there are no such items at `{path}`: {why}")).into()
}

/// What stands under this key.
fn member(node: &'static Node, key: &str) -> Result<&'static Node, String> {
    let Some(object) = node.required().fields() else {
        return Err(format!("`{key}` is looked for in {}, which has no keys", noun(node)));
    };
    let mut known = Vec::new();
    match find(object.fields, key, &mut known, 0) {
        Some(node) => Ok(node),
        None => Err(format!("there is no key `{key}` among {}", known.join(", "))),
    }
}

/// Deeper than any schema is flattened.
const DEEPEST: usize = 16;

fn find(
    fields: &'static [Field],
    key: &str,
    known: &mut Vec<String>,
    depth: usize,
) -> Option<&'static Node> {
    fields.iter().find_map(|field| {
        if field.flattened && depth < DEEPEST {
            let inner = field.node.fields()?;
            return find(inner.fields, key, known, depth + 1);
        }
        known.push(format!("`{}`", field.key));
        (field.key == key).then_some(field.node)
    })
}

/// What stands there, without options and newtypes around it.
fn bare(node: &'static Node) -> &'static Node {
    let mut node = node.required();
    for _ in 0..DEEPEST {
        match definition(node) {
            Some(Definition { body: Body::Transparent(field), .. }) => {
                node = field.node.required();
            }
            _ => break,
        }
    }
    node
}

fn definition(node: &'static Node) -> Option<&'static Definition> {
    match node.kind {
        Kind::Named(link) => Some(link.follow()),
        _ => None,
    }
}

/// Whether two types have the same schema, and so the same answers.
fn same(one: &'static Node, other: &'static Node) -> bool {
    if let (Kind::Named(one), Kind::Named(other)) = (one.kind, other.kind) {
        return one.id == other.id;
    }
    let written = |node| schema::write(node, Dialect::Strict);
    std::ptr::eq(one, other) || written(one) == written(other)
}

fn noun(node: &'static Node) -> String {
    match definition(bare(node)) {
        Some(definition) => format!("`{}`", definition.name),
        None => bare(node).kind.noun().to_owned(),
    }
}

fn name(node: &'static Node) -> String {
    match definition(node) {
        Some(definition) => format!("`{}`", definition.name),
        None => node.kind.noun().to_owned(),
    }
}

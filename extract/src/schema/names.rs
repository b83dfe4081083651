//! Names on the wire: of the format, and of definitions in `$defs`.

use std::collections::{HashMap, HashSet};

use super::{
    definition::{Argument, Definition},
    node::{Kind, Node},
};

/// The longest format name that the service takes, in characters.
const LONGEST: usize = 64;

/// The format name of a root: `Invoice`, `Line_list`, `Page_Line`.
pub(crate) fn of_root(root: &Node) -> String {
    let mut name = spell(root);
    // Every name is ASCII, so this cuts between characters.
    name.truncate(LONGEST);
    name
}

/// A name for each definition in `$defs`, unique; by id.
#[derive(Default)]
pub(crate) struct Names {
    by_id: HashMap<u64, String>,
    taken: HashSet<String>,
}

impl Names {
    /// Names come in walk order, so that one root always gives the same.
    pub(crate) fn add(&mut self, definition: &Definition) {
        let plain = spell_definition(definition);
        let mut name = plain.clone();
        let mut ordinal = 1;
        while !self.taken.insert(name.clone()) {
            ordinal += 1;
            name = format!("{plain}_{ordinal}");
        }
        self.by_id.insert(definition.id, name);
    }

    pub(crate) fn get(&self, id: u64) -> Option<&str> {
        self.by_id.get(&id).map(String::as_str)
    }
}

fn spell_definition(definition: &Definition) -> String {
    let mut name = definition.name.to_owned();
    for argument in definition.arguments {
        name.push('_');
        match argument {
            Argument::Number(number) => name.push_str(&number.to_string()),
            Argument::Type(node) => name.push_str(&spell(node)),
        }
    }
    name
}

fn spell(node: &Node) -> String {
    match &node.kind {
        Kind::Array { items, .. } => spell(items) + "_list",
        Kind::Back(_) => "self".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Integer { .. } | Kind::NonZero { .. } => "integer".to_owned(),
        Kind::Map { values, .. } => spell(values) + "_map",
        Kind::Named(link) => spell_definition(link.follow()),
        Kind::Null => "null".to_owned(),
        Kind::Nullable(inner) => spell(inner) + "_or_null",
        Kind::Number { .. } => "number".to_owned(),
        Kind::String { .. } => "string".to_owned(),
        Kind::Tuple(items) => {
            let items: Vec<_> = items.iter().map(|item| spell(item)).collect();
            items.join("_")
        }
    }
}

//! A quick look at a root: no schema of it holds more than this.
//!
//! Nearly every type stays far below the limits. Where every definition is counted as if it stood
//! in `$defs`, and the root as if it were written twice, one short walk proves that; only what is
//! close to a limit needs the exact [`super::survey`]. The walk makes up most of what the derive
//! costs a build, so it calls few functions: each call is slow while the compiler evaluates.

use super::{
    definition::{Definition, characters},
    limits::Facts,
    node::{Kind, Node, Totals},
    survey::{WRAPPER, spelled},
};

/// Room for so many definitions; what reaches more gets the exact survey.
const ROOM: usize = 256;

pub(super) struct Estimate {
    /// By id, as a hash table.
    table: [Option<&'static Definition>; ROOM],
    /// In the order in which the walk came to them.
    order: [Option<&'static Definition>; ROOM],
    count: usize,
    /// At least what the schema holds.
    pub(super) totals: Totals,
    pub(super) large_enum: u32,
    pub(super) facts: Facts,
    /// Is there nothing that takes a closer look?
    pub(super) certain: bool,
}

#[allow(clippy::indexing_slicing, reason = "const fn has no `get`, and every index is within ROOM")]
impl Estimate {
    pub(super) const fn of(root: &'static Node) -> Self {
        let root = root.root();
        let wrapped = !root.is_object();
        let mut totals = root.totals;
        if wrapped {
            totals = Totals::NONE.and_property(characters(WRAPPER)).and(totals, 1);
        }
        let mut estimate = Self {
            table: [None; ROOM],
            order: [None; ROOM],
            count: 0,
            totals,
            large_enum: 0,
            facts: Facts { wrapped, reshaped: totals.reshaped, bounded: false },
            certain: true,
        };
        estimate.visit(root);
        if let Kind::Named(link) = root.kind {
            estimate.totals = estimate.totals.and(link.follow().totals, 0);
        }
        let mut next = 0;
        while next < estimate.count && estimate.certain {
            if let Some(definition) = estimate.order[next] {
                estimate.enter(definition);
            }
            next += 1;
        }
        estimate
    }

    /// Counts a definition and adds those that it refers to.
    const fn enter(&mut self, definition: &'static Definition) {
        let own = &definition.totals;
        let totals = &mut self.totals;
        totals.properties += own.properties;
        totals.enum_values += own.enum_values;
        totals.characters += own.characters + definition.name_characters + 5;
        if !definition.arguments.is_empty() {
            totals.characters += spelled(definition, 0);
        }
        if own.depth > totals.depth {
            totals.depth = own.depth;
        }
        self.facts.reshaped |= own.reshaped;
        self.facts.bounded |= definition.bounded;
        if definition.large_enum > self.large_enum {
            self.large_enum = definition.large_enum;
        }
        let places = definition.places;
        let mut i = 0;
        while i < places.len() {
            let place = &places[i];
            match place.target {
                Some(_) if place.inlined => self.certain = false,
                Some(link) => self.add(link.follow()),
                None if place.node.totals.refers => self.visit(place.node),
                None => {}
            }
            i += 1;
        }
    }

    const fn visit(&mut self, node: &'static Node) {
        match node.kind {
            Kind::Array { items: inner, .. } | Kind::Nullable(inner) | Kind::Map(inner) => {
                self.visit(inner);
            }
            Kind::Tuple(items) => {
                let mut i = 0;
                while i < items.len() {
                    self.visit(items[i]);
                    i += 1;
                }
            }
            Kind::Named(link) => self.add(link.follow()),
            Kind::Back(_) => self.certain = false,
            _ => {}
        }
    }

    const fn add(&mut self, definition: &'static Definition) {
        let id = definition.id;
        let mut index = id as usize % ROOM;
        loop {
            match self.table[index] {
                None => break,
                Some(known) if known.id == id => {
                    if known.content != definition.content {
                        self.certain = false;
                    }
                    return;
                }
                Some(_) => index = (index + 1) % ROOM,
            }
        }
        if self.count == ROOM / 4 * 3 {
            self.certain = false;
            return;
        }
        self.table[index] = Some(definition);
        self.order[self.count] = Some(definition);
        self.count += 1;
    }
}

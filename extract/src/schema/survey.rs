//! One walk over the graph of a root: what it holds, what it counts to, and which definitions
//! stand in `$defs`. The compiler walks to check limits, the writer to know what to write where.

use super::{
    definition::{Body, Definition, Place, characters},
    limits,
    message::Message,
    node::{Kind, Node, Totals},
};

/// Room for this many definitions is tried first: it is quick to clear.
pub(crate) const FEW: usize = 256;
/// Room for every graph within the limits: a definition adds a property, an item of one, or an
/// enum value, and those are limited to 6,000 together.
pub(crate) const MANY: usize = 8192;

/// A root and all definitions that it reaches, in walk order.
pub(crate) struct Survey<const N: usize> {
    slots: [Slot; N],
    /// The slots that are taken, in the order in which the walk came to them.
    order: [u16; N],
    count: usize,
    /// Is the root wrapped into `{"value": …}`?
    pub(crate) wrapped: bool,
    /// Of the whole schema as written.
    pub(crate) totals: Totals,
    /// Of one enum with more than [`limits::LARGE_ENUM`] values, the one with most characters.
    pub(crate) large_enum: Option<(&'static Definition, u32)>,
    /// The definition that holds most nested objects by itself.
    pub(crate) deepest: Option<(&'static Definition, u32)>,
    /// A newtype that holds itself and nothing else: reading it would never end.
    pub(crate) endless: Option<&'static Definition>,
    /// Did every definition find room?
    pub(crate) complete: bool,
    /// Does a generic type name itself where it has no definition?
    pub(crate) orphaned: bool,
    /// Generic types whose fields stand in other types. They may name themselves there.
    inlined: [Option<&'static Definition>; INLINED],
    inlined_count: usize,
    /// What is wrong with a generic type, whose arguments are known here first.
    pub(crate) fault: Option<Message>,
}

#[derive(Clone, Copy)]
struct Slot {
    definition: Option<&'static Definition>,
    uses: u32,
    /// How many objects are open where it stands, when it stands in one place only.
    depth: u32,
    /// The position in `order` of the definition that it stands in.
    parent: u16,
    hoisted: bool,
}

/// A definition of the survey and where it is written.
pub(crate) struct Surveyed {
    pub(crate) definition: &'static Definition,
    /// In `$defs`, and referred to; otherwise it is written where it stands.
    pub(crate) hoisted: bool,
}

const ROOT: u16 = u16::MAX;
/// Generic types that are kept in mind; one more that names itself is refused.
const INLINED: usize = 16;

#[allow(clippy::indexing_slicing, reason = "const fn has no `get`, and every index is within N")]
impl<const N: usize> Survey<N> {
    pub(crate) const fn of(root: &'static Node) -> Self {
        let (passed, root) = (root.passed(), root.root());
        let empty = Slot { definition: None, uses: 0, depth: 0, parent: ROOT, hoisted: false };
        let mut survey = Self {
            slots: [empty; N],
            order: [0; N],
            count: 0,
            wrapped: !root.is_object(),
            totals: passed,
            large_enum: None,
            deepest: None,
            endless: None,
            complete: true,
            orphaned: false,
            inlined: [None; INLINED],
            inlined_count: 0,
            fault: None,
        };
        if survey.wrapped {
            survey.totals = passed.and_property(characters(WRAPPER)).and(root.totals, 1);
            survey.visit(root, ROOT, 1);
        } else {
            survey.totals = passed.and(root.totals, 0);
            survey.visit(root, ROOT, 0);
            if let Kind::Named(link) = root.kind {
                // The root stands in its own place, which is no reference.
                let slot = survey.find(link.follow().id);
                survey.slots[slot].uses -= 1;
            }
        }
        let mut next = 0;
        while next < survey.count && survey.complete {
            survey.enter(next);
            next += 1;
        }
        survey.place();
        survey
    }

    pub(crate) const fn len(&self) -> usize {
        self.count
    }

    /// The definition that the walk came to as number `position`.
    pub(crate) const fn get(&self, position: usize) -> Option<Surveyed> {
        if position >= self.count {
            return None;
        }
        let slot = &self.slots[self.order[position] as usize];
        match slot.definition {
            Some(definition) => Some(Surveyed { definition, hoisted: slot.hoisted }),
            None => None,
        }
    }

    /// Counts a definition and visits what it refers to.
    const fn enter(&mut self, position: usize) {
        let slot = self.order[position] as usize;
        let Some(definition) = self.slots[slot].definition else { return };
        if definition.is_endless() {
            self.endless = Some(definition);
        }
        self.judge(definition);
        self.visit_places(definition.places, position as u16, 0);
        let largest = match self.large_enum {
            Some((_, largest)) => largest,
            None => 0,
        };
        if definition.large_enum > largest {
            self.large_enum = Some((definition, definition.large_enum));
        }
    }

    const fn visit_places(&mut self, places: &'static [Place], parent: u16, objects: u32) {
        let mut i = 0;
        while i < places.len() {
            let place = &places[i];
            if place.inlined {
                self.visit_inlined(place, parent, objects);
            } else if place.node.totals.refers {
                self.visit(place.node, parent, objects + place.depth);
            }
            i += 1;
        }
    }

    /// Looks for faults that a type without arguments shows where it is written.
    const fn judge(&mut self, definition: &'static Definition) {
        if !definition.arguments.is_empty() && self.fault.is_none() {
            self.fault = definition.fault();
        }
    }

    /// The fields of a struct that stand in another object: they are written there once more.
    const fn visit_inlined(&mut self, place: &Place, parent: u16, objects: u32) {
        let Some((definition, object)) = place.node.structure() else { return };
        self.judge(definition);
        if object.is_endless() {
            return;
        }
        if !definition.arguments.is_empty() && self.inlined_count < INLINED {
            self.inlined[self.inlined_count] = Some(definition);
            self.inlined_count += 1;
        }
        // One object is open already: the one that they stand in.
        self.visit_places(definition.places, parent, objects + place.depth - 1);
    }

    /// Follows a node down to the definitions that it refers to.
    const fn visit(&mut self, node: &'static Node, parent: u16, depth: u32) {
        if !node.totals.refers {
            return;
        }
        match node.kind {
            Kind::Array { items, .. } => self.visit(items, parent, depth),
            Kind::Nullable(inner) => self.visit(inner, parent, depth),
            Kind::Map { keys, values } => {
                self.visit(keys, parent, depth); // Texts, which open no object.
                self.visit(values, parent, depth + 1);
            }
            Kind::Tuple(items) => {
                let mut i = 0;
                while i < items.len() {
                    self.visit(items[i], parent, depth + 1);
                    i += 1;
                }
            }
            Kind::Named(link) => self.refer(link.follow(), parent, depth),
            Kind::Back(id) => {
                if self.slots[self.find(id)].definition.is_none() {
                    // Where it is inlined it has no definition to refer to, so it gets one.
                    match self.inlined(id) {
                        Some(definition) => self.refer(definition, parent, depth),
                        None => self.orphaned = true,
                    }
                }
                let slot = self.find(id);
                self.slots[slot].uses += 1;
            }
            _ => {}
        }
    }

    const fn inlined(&self, id: u64) -> Option<&'static Definition> {
        let mut i = 0;
        while i < self.inlined_count {
            if let Some(definition) = self.inlined[i]
                && definition.id == id
            {
                return Some(definition);
            }
            i += 1;
        }
        None
    }

    const fn refer(&mut self, definition: &'static Definition, parent: u16, depth: u32) {
        let index = self.find(definition.id);
        let slot = &mut self.slots[index];
        match slot.definition {
            Some(_) => slot.uses += 1,
            None if self.count * 4 >= N * 3 => self.complete = false,
            None => {
                *slot =
                    Slot { definition: Some(definition), uses: 1, depth, parent, hoisted: false };
                self.order[self.count] = index as u16;
                self.count += 1;
            }
        }
    }

    /// The slot of this id, or the free one where it belongs.
    const fn find(&self, id: u64) -> usize {
        let mut index = (id % N as u64) as usize;
        loop {
            match self.slots[index].definition {
                Some(definition) if definition.id != id => index = (index + 1) % N,
                _ => return index,
            }
        }
    }

    /// Decides what stands in `$defs`, and counts what is written.
    const fn place(&mut self) {
        let mut position = 0;
        while position < self.count {
            let slot = self.slots[self.order[position] as usize];
            let Some(definition) = slot.definition else { return };
            let is_root = slot.parent == ROOT && slot.depth == 0;
            let outside = if slot.parent == ROOT {
                slot.depth
            } else {
                let parent = &self.slots[self.order[slot.parent as usize] as usize];
                // What stands in a definition counts from that definition on.
                (if parent.hoisted { 0 } else { parent.depth }) + slot.depth
            };
            let written = definition.written();
            // A recursive root is written twice, and so would be what stands in it.
            let first = self.slots[self.order[0] as usize];
            let twice = slot.parent == 0 && first.depth == 0 && first.hoisted;
            let hoisted = if is_root {
                slot.uses > 0
            } else {
                slot.uses > 1 || twice || outside + written.depth > limits::DEPTH
            };
            let index = self.order[position] as usize;
            self.slots[index].hoisted = hoisted;
            self.slots[index].depth = outside;
            if is_root && hoisted {
                // A recursive root is written twice: in its place and in `$defs`.
                self.totals = self.totals.and(written, 0);
            }
            self.count_written(definition, written, hoisted, outside);
            position += 1;
        }
    }

    const fn count_written(
        &mut self,
        definition: &'static Definition,
        written: Totals,
        hoisted: bool,
        outside: u32,
    ) {
        self.totals = self.totals.and(written, 0);
        if hoisted {
            let name = spelled(definition, 0);
            self.totals.characters = self.totals.characters.saturating_add(name);
        }
        let depth = written.depth + if hoisted { 0 } else { outside };
        let deepest = match self.deepest {
            Some((_, deepest)) => deepest,
            None => 0,
        };
        if depth > deepest {
            self.deepest = Some((definition, depth));
            if depth > self.totals.depth {
                self.totals.depth = depth;
            }
        }
    }
}

impl Definition {
    /// What it adds to a schema, with the fields that stand in it from other types.
    #[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
    const fn written(&self) -> Totals {
        let mut totals = self.totals;
        let mut i = 0;
        while i < self.places.len() {
            let place = &self.places[i];
            if place.inlined
                && let Some((inner, object)) = place.node.structure()
                && !object.is_endless()
            {
                totals = totals.and(inner.written(), place.depth - 1).and(place.node.passed(), 0);
            }
            i += 1;
        }
        totals
    }

    /// What is wrong with a generic type, now that its arguments are known.
    const fn fault(&self) -> Option<Message> {
        match self.flatten_fault() {
            None => self.arm_fault(),
            found => found,
        }
    }
}

/// The key under which a root stands that is no object.
pub(crate) const WRAPPER: &str = "value";

impl Node {
    /// The object behind a newtype, if there is one; else the node itself.
    pub(crate) const fn root(&'static self) -> &'static Self {
        let mut node = self;
        let mut steps = 0;
        while let Kind::Named(link) = node.kind
            && let Body::Transparent(field) = &link.follow().body
            && steps < 16
        {
            node = field.node;
            steps += 1;
        }
        if node.is_object() { node } else { self }
    }

    /// Is the schema of this node an object, so that it may be a root as it is?
    pub(super) const fn is_object(&self) -> bool {
        match self.kind {
            Kind::Tuple(_) => true,
            Kind::Named(link) => matches!(link.follow().body, Body::Struct(_) | Body::Tuple(_)),
            _ => false,
        }
    }
}

/// The characters of a definition's name, with room for `_2` and its like.
#[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
pub(super) const fn spelled(definition: &Definition, nested: u32) -> u32 {
    let mut total = definition.name_characters + 5;
    let mut i = 0;
    while i < definition.arguments.len() && nested < 16 {
        total += 1 + match definition.arguments[i] {
            super::Argument::Number(_) => 20,
            super::Argument::Type(node) => spelled_node(node, nested + 1),
        };
        i += 1;
    }
    total
}

#[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
const fn spelled_node(node: &Node, nested: u32) -> u32 {
    match node.kind {
        Kind::Named(link) => spelled(link.follow(), nested),
        Kind::Array { items, .. } => spelled_node(items, nested) + 5,
        Kind::Map { values: inner, .. } | Kind::Nullable(inner) => spelled_node(inner, nested) + 9,
        Kind::Tuple(items) => {
            let mut total = 0;
            let mut i = 0;
            while i < items.len() {
                total += 1 + spelled_node(items[i], nested);
                i += 1;
            }
            total
        }
        _ => 8,
    }
}

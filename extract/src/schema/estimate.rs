//! A quick look at a root: no schema of it holds more than this.
//!
//! Nearly every type stays far below the limits. Where every definition is counted as if it stood
//! in `$defs`, and the root as if it were written twice, one short walk proves that; only what is
//! close to a limit needs the exact [`super::survey`]. The walk makes up most of what the derive
//! costs a build, so it calls few functions: each call is slow while the compiler evaluates.

use super::{
    Link,
    definition::characters,
    limits::{self, Facts},
    node::{Node, Totals},
    survey::{WRAPPER, spelled},
};

/// Room for so many definitions, a power of two; what reaches more gets the exact survey.
const ROOM: usize = 256;

/// What one definition adds at most and where it leads, put together so that the walk reads, adds
/// and calls little.
#[derive(Clone, Copy)]
pub(crate) struct Glance {
    /// Properties, enum values and characters: one number with 40 bits for each.
    counts: u128,
    /// Is it within all limits by itself, and all of it told here?
    light: bool,
    reshaped: bool,
    bounded: bool,
    inspected: bool,
    converted: bool,
    generic: bool,
    links: &'static [Option<Link>],
}

impl Glance {
    pub(super) const fn of(
        totals: &Totals,
        large_enum: u32,
        name: u32,
        links: &'static [Option<Link>],
        complete: bool,
    ) -> Self {
        let counts = totals.properties as u128
            | (totals.enum_values as u128) << 40
            | (totals.characters as u128 + name as u128 + 5) << 80;
        // A remote definition in a wrong place is for the survey to tell.
        let light = complete
            && !totals.remote
            && totals.depth <= limits::DEPTH
            && large_enum <= limits::LARGE_ENUM_CHARACTERS;
        Self {
            counts,
            light,
            reshaped: totals.reshaped,
            bounded: totals.bounded,
            inspected: totals.inspected,
            converted: totals.converted,
            generic: false,
            links,
        }
    }

    /// The same for a generic type, whose name holds those of its arguments.
    pub(super) const fn of_generic(mut self) -> Self {
        self.generic = true;
        self
    }

    /// The same for a type with checks of the user's own.
    pub(super) const fn of_bounded(mut self) -> Self {
        self.bounded = true;
        self
    }

    const fn is_within_limits(&self) -> bool {
        self.light
            && self.counts & PART <= limits::PROPERTIES as u128
            && (self.counts >> 40) & PART <= limits::ENUM_VALUES as u128
            && self.counts >> 80 <= limits::CHARACTERS as u128
    }
}

const PART: u128 = 0xff_ffff_ffff;

/// The facts of a root, if an estimate is enough to see that it keeps all limits.
#[allow(clippy::indexing_slicing, reason = "const fn has no `get`, and every index is within ROOM")]
pub(super) const fn facts(root: &'static Node) -> Option<Facts> {
    let passed = root.passed();
    let root = root.root();
    let wrapped = !root.is_object();
    let mut totals = root.totals.and(passed, 0);
    if wrapped {
        totals = Totals::NONE.and_property(characters(WRAPPER)).and(totals, 1);
    }
    let mut sum = Glance::of(&totals, 0, 0, &[], true);
    let Some(first) = root.target() else {
        // Without definitions this is exact but for a few characters.
        if totals.refers || !sum.is_within_limits() {
            return None;
        }
        return Some(Facts::of(wrapped, &totals));
    };
    sum.counts += first.glance().counts;
    let mut table = [0; ROOM];
    let mut order = [first; ROOM];
    table[first.id as usize % ROOM] = first.id;
    let (mut count, mut next) = (1, 0);
    while next < count {
        let glance = order[next].glance();
        sum.counts += glance.counts;
        sum.light &= glance.light;
        sum.reshaped |= glance.reshaped;
        sum.bounded |= glance.bounded;
        sum.inspected |= glance.inspected;
        sum.converted |= glance.converted;
        if glance.generic {
            sum.counts += (spelled(order[next].follow(), 0) as u128) << 80;
        }
        let links = glance.links;
        let mut i = 0;
        while i < links.len() {
            let Some(link) = links[i] else { return None };
            let mut index = link.id as usize % ROOM;
            while table[index] != link.id {
                if table[index] == 0 {
                    if count == ROOM / 2 {
                        return None;
                    }
                    table[index] = link.id;
                    order[count] = link;
                    count += 1;
                    break;
                }
                index = (index + 1) % ROOM;
            }
            i += 1;
        }
        next += 1;
    }
    if !sum.is_within_limits() {
        return None;
    }
    let Glance { reshaped, bounded, inspected, converted, .. } = sum;
    Some(Facts::of(wrapped, &Totals { reshaped, bounded, inspected, converted, ..Totals::NONE }))
}

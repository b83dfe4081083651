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

/// What one definition adds at most, put together so that the walk reads and adds little.
#[derive(Clone, Copy)]
pub(crate) struct Weight {
    /// Properties, enum values and characters: one number with 40 bits for each.
    counts: u128,
    /// Is it within all limits by itself?
    light: bool,
    reshaped: bool,
    bounded: bool,
}

impl Weight {
    pub(super) const fn of(totals: &Totals, bounded: bool, large_enum: u32, name: u32) -> Self {
        let counts = totals.properties as u128
            | (totals.enum_values as u128) << 40
            | (totals.characters as u128 + name as u128 + 5) << 80;
        let light = totals.depth <= limits::DEPTH && large_enum <= limits::LARGE_ENUM_CHARACTERS;
        Self { counts, light, reshaped: totals.reshaped, bounded }
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
    let root = root.root();
    let wrapped = !root.is_object();
    let mut totals = root.totals;
    if wrapped {
        totals = Totals::NONE.and_property(characters(WRAPPER)).and(totals, 1);
    }
    let mut sum = Weight::of(&totals, false, 0, 0);
    let Some(first) = root.target() else {
        // Without definitions this is exact but for a few characters.
        if totals.refers || !sum.is_within_limits() {
            return None;
        }
        return Some(Facts { wrapped, reshaped: totals.reshaped, bounded: false });
    };
    sum.counts += first.follow().weight.counts;
    let mut table = [0; ROOM];
    let mut written = [0; ROOM];
    let mut order = [first; ROOM];
    table[first.id as usize % ROOM] = first.id;
    written[first.id as usize % ROOM] = first.tokens;
    let (mut count, mut next) = (1, 0);
    while next < count {
        let definition = order[next].follow();
        let weight = definition.weight;
        sum.counts += weight.counts;
        sum.light &= weight.light;
        sum.reshaped |= weight.reshaped;
        sum.bounded |= weight.bounded;
        if !definition.arguments.is_empty() {
            sum.counts += (spelled(definition, 0) as u128) << 80;
        }
        let places = definition.places;
        let mut i = 0;
        while i < places.len() {
            let Some(Link { id, tokens, .. }) = places[i].target else { return None };
            let mut index = id as usize % ROOM;
            while table[index] != 0 && table[index] != id {
                index = (index + 1) % ROOM;
            }
            if table[index] == 0 {
                if count == ROOM / 2 {
                    return None;
                }
                table[index] = id;
                written[index] = tokens;
                if let Some(link) = places[i].target {
                    order[count] = link;
                }
                count += 1;
            } else if written[index] != tokens {
                return None;
            }
            i += 1;
        }
        next += 1;
    }
    if !sum.is_within_limits() {
        return None;
    }
    Some(Facts { wrapped, reshaped: sum.reshaped, bounded: sum.bounded })
}

//! Numbers that tell types apart while the compiler runs.

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// FNV-1a: nobody attacks these numbers, so speed counts more than strength.
#[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
pub(crate) const fn hash(start: u64, text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut hash = start;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(PRIME);
        i += 1;
    }
    hash
}

/// Are these texts the same? `==` is no `const fn`.
#[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
pub(super) const fn equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}

/// The id of a generic type, from its own id and an argument's.
pub const fn mix(id: u64, argument: u64) -> u64 {
    let mixed = (id ^ argument.rotate_left(31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

/// The id of a type by name, for types that this crate describes itself.
pub(crate) const fn named(name: &str) -> u64 {
    hash(OFFSET, name)
}

/// The id of a derived type, from all that was written there (with the crate's version, since a
/// graph may hold two) and from where it stands. The module path alone is not enough: two functions
/// of one module may each have an `Item`, and one macro may write two at one place.
pub const fn derived(written: u64, module: &str, file: &str, line: u32, column: u32) -> u64 {
    let id = hash(hash(written, module), file);
    mix(id, (line as u64) << 32 | column as u64)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::mix;

    #[test]
    fn close_ids_and_arguments_make_other_ids() {
        let ids: HashSet<_> = (0..64).flat_map(|id| (0..64).map(move |it| mix(id, it))).collect();
        assert_eq!(ids.len(), 64 * 64);
    }
}

//! Answer text to `T`.

use crate::{error::Violation, schema::Extract};

/// Reads an answer in the strict shape of `T`, root wrapper included; all violations at once.
pub(crate) fn decode<T: Extract>(_text: &str) -> Result<T, Vec<Violation>> {
    todo!()
}

/// Writes a value in its strict shape, root wrapper included.
pub(crate) fn encode_strict<T: Extract + serde::Serialize>(_value: &T) -> Result<String, String> {
    todo!()
}

/// The finished items of the list at `path` (`lines`, `a.b`; empty for a root that is a list) in a
/// cut answer; those that are no `L` are left out.
pub(crate) fn finished_items<L: Extract>(_partial: &str, _path: &str) -> Vec<L> {
    todo!()
}

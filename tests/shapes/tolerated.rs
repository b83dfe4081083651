//! What a schema rejects and the library reads all the same, on purpose.

use crate::mutate::Mutation;

#[derive(Debug)]
pub struct Tolerated {
    pub mutation: Mutation,
    /// The group of types.
    pub group: &'static str,
    /// The keys that are concerned; each must occur.
    pub keys: &'static [&'static str],
    pub reason: &'static str,
}

pub fn find(mutation: Mutation, group: &str, key: &str) -> Option<&'static Tolerated> {
    TABLE
        .iter()
        .find(|row| row.mutation == mutation && row.group == group && row.keys.contains(&key))
}

pub const TABLE: &[Tolerated] = &[];

//! Text of compact_str 0.9.

use compact_str::CompactString;

use super::MapKey;
use crate::schema::{Extract, Node};

impl Extract for CompactString {
    const ID: u64 = String::ID;
    const NODE: &'static Node = String::NODE;
}

impl MapKey for CompactString {}

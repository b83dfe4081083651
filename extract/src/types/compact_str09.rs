//! Text of compact_str 0.9.

use compact_str::CompactString;

use super::MapKey;
use crate::{
    json::Streamed,
    schema::{Bounds, Extract, Node},
};

impl Extract for CompactString {
    const ID: u64 = String::ID;
    const NODE: &'static Node = String::NODE;
    const TEXT: bool = true;

    fn __within(&self, bounds: &Bounds) -> bool {
        bounds.admits_text(self)
    }
}

impl MapKey for CompactString {}

impl Streamed for CompactString {
    type Partial = String;
}

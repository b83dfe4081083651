//! Text of smol_str 0.3.

use smol_str::SmolStr;

use super::MapKey;
use crate::{
    json::Streamed,
    schema::{Bounds, Extract, Node},
};

impl Extract for SmolStr {
    const ID: u64 = String::ID;
    const NODE: &'static Node = String::NODE;
    const TEXT: bool = true;

    fn __within(&self, bounds: &Bounds) -> bool {
        bounds.admits_text(self)
    }
}

impl MapKey for SmolStr {}

impl Streamed for SmolStr {
    type Partial = String;
}

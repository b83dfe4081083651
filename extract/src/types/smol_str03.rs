//! Text of smol_str 0.3.

use smol_str::SmolStr;

use super::MapKey;
use crate::schema::{Extract, Node};

impl Extract for SmolStr {
    const ID: u64 = String::ID;
    const NODE: &'static Node = String::NODE;
}

impl MapKey for SmolStr {}

use super::probe;
use crate::schema::{Described, Kind, Node, named};

impl Described for bool {
    const ID: u64 = named("bool");
    const NODE: &'static Node = &Node::leaf(Kind::Boolean);
}

impl Described for char {
    const ID: u64 = named("char");
    const NODE: &'static Node = &Node::leaf(Kind::String {
        format: None,
        pattern: Some("^.$"),
        told: Some("one character"),
        probe: probe::<Self>,
    });
}

impl Described for String {
    const ID: u64 = named("String");
    const NODE: &'static Node =
        &Node::leaf(Kind::String { format: None, pattern: None, told: None, probe: probe::<Self> });
}

impl Described for () {
    const ID: u64 = named("()");
    const NODE: &'static Node = &Node::leaf(Kind::Null);
}

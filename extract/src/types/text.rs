use super::probe;
use crate::schema::{Extract, Kind, Node, named};

impl Extract for bool {
    const ID: u64 = named("bool");
    const NODE: &'static Node = &Node::leaf(Kind::Boolean);
}

impl Extract for char {
    const ID: u64 = named("char");
    const NODE: &'static Node = &Node::leaf(Kind::String {
        format: None,
        pattern: Some("^.$"),
        told: Some("one character"),
        probe: probe::<Self>,
    });
}

impl Extract for String {
    const ID: u64 = named("String");
    const NODE: &'static Node =
        &Node::leaf(Kind::String { format: None, pattern: None, told: None, probe: probe::<Self> });
}

impl Extract for () {
    const ID: u64 = named("()");
    const NODE: &'static Node = &Node::leaf(Kind::Null);
}

use std::path::{Path, PathBuf};

use crate::{
    json::Streamed,
    schema::{Bounds, Extract, Kind, Node, named, probe},
};

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
    const TEXT: bool = true;

    fn __within(&self, bounds: &Bounds) -> bool {
        bounds.admits_text(self)
    }
}

/// Types that any text becomes.
macro_rules! texts {
    ($($text:ty: $read:expr;)*) => {$(
        impl Extract for $text {
            const ID: u64 = String::ID;
            const NODE: &'static Node = String::NODE;
            const TEXT: bool = true;

            fn __within(&self, bounds: &Bounds) -> bool {
                let read: fn(&Self) -> Option<&str> = $read;
                read(self).is_some_and(|text| bounds.admits_text(text))
            }
        }

        impl Streamed for $text {
            type Partial = String;
        }
    )*};
}

texts! {
    Box<str>: |text| Some(text);
    // What was read from JSON is Unicode.
    Box<Path>: |path| path.to_str();
    PathBuf: |path| path.to_str();
}

impl Extract for () {
    const ID: u64 = named("()");
    const NODE: &'static Node = &Node::leaf(Kind::Null);
}

impl Streamed for String {
    type Partial = Self;
}

opaque! {
    ();
    bool;
    char;
}

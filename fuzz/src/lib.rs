//! What the targets share.

pub mod document;
pub mod stage;

/// The key of every client here. No error may show it.
pub const KEY: &str = "sk-marked-0123456789";

//! Why there is no value: one variant per meaning, each with its evidence.

mod violation;

pub use violation::{Rule, Violation};

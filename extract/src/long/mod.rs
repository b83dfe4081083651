//! Documents that are too long for one request (feature `long`).

mod align;
mod cut;
mod merge;
mod parts;
mod split;
mod splitting;

pub use merge::{Doubt, Merged};
pub use parts::{Part, Parts, Stated};
pub use split::Split;
pub use splitting::Splitting;

//! Documents that are too long for one request (feature `long`).

mod align;
mod cut;
mod given;
mod merge;
mod page;
mod paged;
mod paging;
mod parts;
mod split;
mod splitting;
mod turns;

pub use merge::{Doubt, Merged};
pub use paged::{PageReport, Paged, Unfinished};
pub use paging::Paging;
pub use parts::{Part, Parts, Stated};
pub use split::Split;
pub use splitting::Splitting;

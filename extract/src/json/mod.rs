//! JSON that is still arriving: read once, piece by piece.

mod event;
mod number;
mod places;
mod reader;

pub use event::Event;
pub(crate) use places::{Place, each_place};
pub use reader::{Broken, Open, Reader};

//! JSON that is still arriving: read once, piece by piece.

mod event;
mod number;
mod reader;

pub use event::Event;
pub use reader::{Broken, Open, Reader};

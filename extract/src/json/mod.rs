//! JSON that is still arriving: read once, piece by piece, into the [`Partial`] of a type.

#[cfg(any(test, feature = "testing"))]
mod compare;
#[allow(missing_docs, reason = "public for the derive only")]
mod content;
mod event;
mod filling;
mod number;
mod part;
mod path;
mod reader;
mod shapes;

#[doc(hidden)]
pub use content::{Begun, Content, Shown, Slot, Start, Wants, name, read};
pub use event::Event;
pub use filling::Filling;
pub use part::{Part, Partial, Streamed};
pub use reader::{Broken, Open, Reader};
pub use shapes::{Entry, Opaque};

//! Typed values while their text arrives, without I/O.

#[allow(missing_docs, reason = "public for the derive only")]
mod content;
mod part;
mod shapes;

#[doc(hidden)]
pub use content::{Begun, Content, Shown, Slot, Start, Wants, name, read};
pub use part::{Part, Partial, Streamed};
pub use shapes::{Entry, Opaque};

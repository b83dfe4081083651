//! Typed values while their text arrives, without I/O.

#[allow(missing_docs, reason = "public for the derive only")]
mod content;
#[allow(missing_docs, reason = "public for the derive only")]
mod debug;
#[allow(missing_docs, reason = "public for the derive only")]
mod inside;
mod part;
mod shapes;

#[doc(hidden)]
pub use content::{Begun, Content, Shown, Slot, Start, Wants, name, read};
#[doc(hidden)]
pub use debug::{Seen, Unseen, debug_fields, debug_items};
#[doc(hidden)]
pub use inside::{Beside, child_inside, end_inside, key_inside, most};
pub use part::{Part, Partial, Streamed};
pub use shapes::{Entry, Opaque};

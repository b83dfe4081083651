//! JSON that is still arriving: read once, piece by piece, into the [`Partial`] of a type.
//!
//! [`Filling`] shows a type as far as its text came, [`Reader`] tells what stands in any text.
//! [`Extractor::stream`](crate::Extractor::stream) does the first with what a model writes.

#[cfg(any(feature = "long", feature = "pipeline", feature = "testing"))]
mod blanks;
#[allow(missing_docs, reason = "public for the derive only")]
mod content;
#[allow(missing_docs, reason = "public for the derive only")]
mod debug;
mod event;
mod filling;
#[allow(missing_docs, reason = "public for the derive only")]
mod inside;
mod number;
mod part;
mod path;
mod places;
mod reader;
mod shapes;

#[cfg(feature = "testing")]
pub(crate) use blanks::InString;
#[cfg(any(feature = "long", feature = "pipeline", feature = "testing"))]
pub(crate) use blanks::compact;
#[doc(hidden)]
pub use content::{Begun, Content, Slot, Start, Wants, name, read};
#[doc(hidden)]
pub use debug::{Seen, Unseen, debug_fields, debug_items};
pub use event::Event;
pub use filling::Filling;
#[doc(hidden)]
pub use inside::{Beside, child_inside, end_inside, key_inside, most};
pub use part::{Part, Partial, Streamed};
pub(crate) use places::{Place, each_place};
pub use reader::{Broken, Open, Reader};
pub use shapes::{Entry, Opaque};

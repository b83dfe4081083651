//! The Responses endpoint: `POST /responses`.

mod decode;
mod encode;

pub use decode::decode;
pub(super) use encode::message;
pub use encode::prefix;

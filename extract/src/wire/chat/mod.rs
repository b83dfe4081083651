//! The Chat Completions endpoint: `POST /chat/completions`, which compatible servers have as well.

mod decode;
mod encode;
pub(super) mod plain;

pub(super) use decode::Stream;
pub use decode::decode;
pub(super) use encode::message;
pub use encode::prefix;

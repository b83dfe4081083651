//! The Responses endpoint: `POST /responses`.

mod decode;
mod encode;
pub(super) mod plain;
mod run;

pub(super) use decode::Stream;
pub use decode::decode;
pub(super) use encode::message;
pub use encode::prefix;
pub use run::path;

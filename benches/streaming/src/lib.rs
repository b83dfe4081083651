//! What a typed partial on every delta costs: the answer, the stream that brings it, and the arms
//! that read it.

pub mod arms;
pub mod chance;
pub mod clock;
pub mod heap;
pub mod orders;
pub mod stream;

/// Any error, told in words.
pub type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

//! A crate that hands `extract` on, as frameworks do.

/// Handed on.
pub mod parts {
    pub use extract;
}

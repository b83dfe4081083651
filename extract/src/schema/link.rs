//! The one place that needs `unsafe`: a reference that the compiler does not read through.
//!
//! A type that contains itself makes a cycle of statics. Rust accepts that, but a *constant* that
//! holds a plain `&'static Definition` makes the compiler evaluate what it points to, and report a
//! cycle (E0391). A raw pointer is an address and nothing more.

#![allow(unsafe_code)]

use super::Definition;

/// A `&'static Definition` that is followed only when asked.
#[derive(Clone, Copy)]
pub struct Link(*const Definition);

impl Link {
    pub const fn to(definition: &'static Definition) -> Self {
        Self(definition)
    }

    pub(crate) const fn follow(self) -> &'static Definition {
        // SAFETY: `to` is the only constructor, so the pointer came from a `&'static Definition`,
        // and nothing ever hands out a mutable reference to one.
        unsafe { &*self.0 }
    }
}

// SAFETY: a `Link` is a `&'static Definition` in all but its spelling, and `Definition` is `Sync`.
unsafe impl Send for Link {}
// SAFETY: as above.
unsafe impl Sync for Link {}

//! The one place that needs `unsafe`: a reference that the compiler does not read through.
//!
//! A type that contains itself makes a cycle of statics. Rust accepts that, but a *constant* that
//! holds a plain `&'static Definition` makes the compiler evaluate what it points to, and report a
//! cycle (E0391). A raw pointer is an address and nothing more.

#![allow(unsafe_code, reason = "the one file that needs it")]

use super::{Definition, estimate::Glance};

/// A `&'static Definition` that is followed only when asked.
#[derive(Clone, Copy)]
pub struct Link {
    definition: *const Definition,
    /// Of the definition: the walk compares without following, which is slow at compile time.
    pub(crate) id: u64,
}

impl Link {
    /// `id` is the definition's own, which cannot be looked at in a cycle.
    pub const fn to(id: u64, definition: &'static Definition) -> Self {
        Self { definition, id }
    }

    /// What the quick walk needs, in a single access: the compiler pays for each.
    pub(crate) const fn glance(self) -> Glance {
        // SAFETY: as in `follow`.
        unsafe { (*self.definition).glance }
    }

    pub(crate) const fn follow(self) -> &'static Definition {
        // SAFETY: `to` is the only constructor, so the pointer came from a `&'static Definition`,
        // and nothing ever hands out a mutable reference to one.
        unsafe { &*self.definition }
    }
}

// SAFETY: a `Link` is a `&'static Definition` in all but its spelling, and `Definition` is `Sync`.
unsafe impl Send for Link {}
// SAFETY: as above.
unsafe impl Sync for Link {}

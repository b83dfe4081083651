//! The local server: it answers like the real service, and judges as strictly.

mod ask;
mod outcomes;

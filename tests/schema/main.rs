//! The schemas of types, judged as the service judges them.

#![allow(clippy::type_complexity, reason = "the odd types are the cases")]

mod count;
mod flatten;
mod limits;
mod many_types;
mod names;
mod types_at_limits;

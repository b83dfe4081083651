//! The schemas of types, judged as the service judges them.

mod limits;
mod types_at_limits;

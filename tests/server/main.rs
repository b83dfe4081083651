//! The local server: it answers like the real service, and judges as strictly.

mod ask;
mod background;
mod faults;
mod limits;
mod outcomes;
mod paths;
mod requests;
mod rules;
mod schemas;
mod sse;
mod streams;
mod tools;

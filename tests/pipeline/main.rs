//! Runs over many documents, and what stands around them.

mod cache;
mod long;

//! Runs over many documents, and what stands around them.

mod batch;
mod cache;
mod long;

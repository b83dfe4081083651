//! The local server: it answers like the real service, and judges as strictly.

mod ask;
mod background;
mod bare;
mod batch_ends;
mod batch_errors;
mod batches;
mod faults;
mod files;
mod limits;
mod logprobs;
mod outcomes;
mod paths;
mod requests;
mod rules;
mod schemas;
mod sse;
mod stream_faults;
mod stream_replies;
mod streams;
mod tools;

//! The client over real HTTP: each way of having no value, with its evidence, on both endpoints.

mod azure;
mod blocking;
mod bodies;
mod books;
mod canned;
mod cassette;
mod cassette_file;
mod choice;
mod connection;
mod constraints;
mod dialects;
mod fallback;
mod lenient;
mod listen;
mod odd_answers;
mod on_truncated;
mod outcomes;
mod providers;
mod reask;
mod requests;
mod retries;
mod run_time;
mod settings;
mod stage;
mod tools;

//! The client over real HTTP: each way of having no value, with its evidence, on both endpoints.

mod background;
mod blocking;
mod bodies;
mod books;
mod cassette;
mod cassette_file;
mod choice;
mod connection;
mod constraints;
mod dialects;
mod lenient;
mod listen;
mod money;
mod on_truncated;
mod options;
mod outcomes;
mod reask;
mod requests;
mod retries;
mod run_time;
mod settings;
mod stage;
mod tools;

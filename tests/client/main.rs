//! The client over real HTTP: each way of having no value, with its evidence, on both endpoints.

mod bodies;
mod books;
mod choice;
mod connection;
mod constraints;
mod dialects;
mod lenient;
mod listen;
mod on_truncated;
mod outcomes;
mod reask;
mod requests;
mod retries;
mod run_time;
mod settings;
mod stage;
mod tools;

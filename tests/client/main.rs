//! The client over real HTTP: each way of having no value, with its evidence, on both endpoints.

mod bodies;
mod choice;
mod connection;
mod listen;
mod on_truncated;
mod outcomes;
mod reask;
mod requests;
mod retries;
mod settings;
mod stage;

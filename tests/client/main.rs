//! The client over real HTTP: each way of having no value, with its evidence, on both endpoints.

mod blocking;
mod bodies;
mod books;
mod cassette;
mod cassette_file;
mod choice;
mod connection;
mod constraints;
mod dialects;
mod http2;
mod lenient;
mod listen;
mod observer;
mod on_truncated;
mod outcomes;
mod reask;
mod requests;
mod retries;
mod run_time;
mod secrets;
mod settings;
mod spans;
mod stage;
mod subscriber;
mod tools;

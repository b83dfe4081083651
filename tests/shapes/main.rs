//! Every shape that a type can have: its schema, what the schema lets through, and what it does not.

mod answers;
mod excuse;
mod goldens;
mod place;
mod sample;
mod shape;
mod types;

//! Every shape that a type can have: its schema, what the schema lets through, and what it does not.

mod answers;
mod bounds;
mod examples;
mod excuse;
mod goldens;
mod mutants;
mod mutate;
mod place;
mod round_trip;
mod rules;
mod sample;
mod shape;
mod tolerated;
mod types;
mod violations;

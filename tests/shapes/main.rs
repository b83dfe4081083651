//! Every shape that a type can have: its schema, what the schema lets through, and what it does not.

#![allow(
    clippy::box_collection,
    clippy::tabs_in_doc_comments,
    clippy::type_complexity,
    reason = "the odd types are the cases"
)]

mod answers;
mod arms;
mod attacks;
mod bounds;
mod by_hand;
mod checks;
mod companions;
mod constraints;
#[path = "../schema/count.rs"]
mod count;
mod dialects;
mod examples;
mod excuse;
mod formats;
mod goldens;
mod hostile;
mod lenient;
mod mutants;
mod mutate;
mod partials;
mod patterns;
mod place;
mod readers;
mod report;
mod round_trip;
mod rules;
mod run_time;
mod sample;
mod schemas;
mod seams;
mod shape;
mod shown;
#[cfg(feature = "tables")]
mod tables;
mod tolerated;
mod types;
mod values;
mod violations;

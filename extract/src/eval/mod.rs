//! How good are the answers? Gold values beside results, field by field.
//!
//! ```
//! use extract::eval::{Evaluation, How};
//! use serde::Serialize;
//!
//! #[derive(Serialize)]
//! struct Invoice {
//!     number: &'static str,
//!     total: f64,
//!     tags: Vec<&'static str>,
//! }
//!
//! let mut evaluation = Evaluation::default()
//!     .field("number", How::Text)
//!     .field("total", How::Number { tolerance: 0.005 })
//!     .field("tags", How::Set);
//! evaluation.add(
//!     "first.pdf",
//!     &Invoice { number: "RE 17", total: 119.0, tags: vec!["paid", "2024"] },
//!     Some(&Invoice { number: "re  17", total: 119.001, tags: vec!["2024"] }),
//! )?;
//! let scores = evaluation.scores();
//! extract::assert_score!(scores, "number" >= 1.0);
//! assert_eq!(scores.of("tags").map(|score| (score.precision(), score.recall())), Some((Some(1.0), Some(0.5))));
//! println!("{scores}");
//! # Ok::<(), extract::Error>(())
//! ```
//!
//! A field is a path of keys, with `[]` behind a list whose items are compared one by one:
//! `lines[].price`. Items stand beside each other by their place, or by a [`key`](Evaluation::key).
//! Values are compared as they are written in JSON, so gold values can be of another type than results.

mod compare;
mod path;
mod scores;

pub use compare::How;
pub use scores::{Difference, Score, Scores};

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use self::path::{Path, Place};
use crate::{Error, error::ConfigError};

/// Gold values and results, and how they are compared.
#[derive(Clone, Debug, Default)]
#[must_use = "it says nothing before `scores` is called"]
pub struct Evaluation {
    fields: Vec<Field>,
    /// The field that tells the items of a list apart.
    keys: BTreeMap<String, String>,
    documents: u64,
    missing: u64,
}

#[derive(Clone, Debug)]
struct Field {
    name: String,
    path: Path,
    how: How,
    score: Score,
}

impl Evaluation {
    /// Compares this field in this way. One that is named twice is compared in the way named last.
    pub fn field(mut self, path: &str, how: How) -> Self {
        self.fields.retain(|field| field.name != path);
        let score = Score::default();
        self.fields.push(Field { name: path.to_owned(), path: Path::of(path), how, score });
        self
    }

    /// Items of this list stand beside those with the same value of this key, instead of those at the same
    /// place: `.key("lines", "sku")`. Of a list in a list, `.key("pages[].lines", "sku")`.
    pub fn key(mut self, list: &str, key: &str) -> Self {
        self.keys.insert(path::list(list), key.to_owned());
        self
    }

    /// Compares a result with its gold value; `None` for a document without a result, which has found
    /// nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for a value that cannot be written as JSON, and for a [`key`](Self::key) of a list that
    /// no field leads through.
    pub fn add<G: Serialize, R: Serialize>(
        &mut self,
        id: &str,
        gold: &G,
        result: Option<&R>,
    ) -> Result<(), Error> {
        let unused = |list: &&String| !self.fields.iter().any(|field| field.path.is_through(list));
        if let Some(list) = self.keys.keys().find(unused) {
            let message = format!("the key of `{list}` has no use: no field is named `{list}[].…`");
            return Err(ConfigError::new(message).into());
        }
        // By way of the text: `to_value` makes another number of an `f32`.
        let written = |text: serde_json::Result<String>| {
            let value = text.and_then(|text| serde_json::from_str::<Value>(&text));
            value.map_err(|why| ConfigError::new(format!("`{id}` cannot be compared: {why}")))
        };
        let gold = written(serde_json::to_string(gold))?;
        let found = match result {
            Some(result) => written(serde_json::to_string(result))?,
            None => Value::Null,
        };
        self.documents += 1;
        self.missing += u64::from(result.is_none());
        for Field { path, how, score, .. } in &mut self.fields {
            path.pairs(&gold, &found, &self.keys, |Place { path, gold, found }| {
                score.add(how.compare(gold, found), || Difference {
                    document: id.to_owned(),
                    path,
                    gold: gold.cloned(),
                    found: found.cloned(),
                });
            });
        }
        Ok(())
    }

    /// What all of it came to.
    pub fn scores(&self) -> Scores {
        let fields = self.fields.iter().map(|field| (field.name.clone(), field.score.clone()));
        Scores { documents: self.documents, missing: self.missing, fields: fields.collect() }
    }
}

/// Asserts that the F1 score of a field is at least so much, and shows its differences where it is not. A
/// field that nothing states fails as well.
///
/// ```should_panic
/// # use extract::eval::{Evaluation, How};
/// let mut evaluation = Evaluation::default().field("total", How::Exact);
/// evaluation.add("first.pdf", &serde_json::json!({ "total": 1 }), Some(&serde_json::json!({ "total": 2 })))?;
/// extract::assert_score!(evaluation.scores(), "total" >= 0.95);
/// # Ok::<(), extract::Error>(())
/// ```
#[macro_export]
macro_rules! assert_score {
    ($scores:expr, $field:literal >= $least:expr) => {{
        let scores = &$scores;
        let least: f64 = $least;
        match scores.of($field) {
            None => panic!("no field `{}` is compared", $field),
            Some(score) if score.f1().is_none() => {
                panic!("neither gold values nor results state `{}`", $field)
            }
            Some(score) => assert!(
                score.f1().is_some_and(|f1| f1 >= least),
                "`{}` has a score of {:.3}, which is less than {least}:\n{}",
                $field,
                score.f1().unwrap_or_default(),
                score.shown(),
            ),
        }
    }};
}

#[cfg(test)]
mod tests;

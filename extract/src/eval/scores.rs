use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::compare::Counts;

/// Differences of a field that are kept; they are counted all the same.
const KEPT: usize = 1_000;
/// Differences that a failed assertion shows.
const SHOWN: usize = 10;

/// What an evaluation came to: a table for people by its `Display`, with precision and recall, and JSON for
/// machines by its `Serialize`, with the counts they are made of and the differences.
///
/// ```
/// use extract::eval::{Evaluation, How};
/// use serde_json::json;
///
/// let mut evaluation = Evaluation::default().field("total", How::Exact);
/// evaluation.add("1.pdf", &json!({ "total": 5 }), Some(&json!({ "total": 5 })))?;
/// evaluation.add("2.pdf", &json!({ "total": 7 }), Some(&json!({ "total": 8 })))?;
/// let scores = evaluation.scores();
/// let total = scores.of("total").unwrap();
/// assert_eq!((total.precision(), total.recall()), (Some(0.5), Some(0.5)));
/// assert_eq!(total.differences[0].to_string(), "2.pdf total: 8 and not 7");
/// assert_eq!(serde_json::to_value(&scores).unwrap()["fields"]["total"]["right"], 1);
/// # Ok::<(), extract::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Scores {
    /// Documents that were compared.
    pub documents: u64,
    /// Of these, those without a result.
    pub missing: u64,
    /// Each field, in the order in which they were named.
    #[serde(serialize_with = "in_order")]
    pub fields: Vec<(String, Score)>,
}

/// How well one field was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Score {
    /// Values that are as the gold ones.
    pub right: u64,
    /// Values that were found and are not in the gold ones. A value that differs is wrong, and the gold one
    /// is missed.
    pub wrong: u64,
    /// Gold values that were not found.
    pub missed: u64,
    /// What differs, the first thousand.
    pub differences: Vec<Difference>,
}

/// One place at which a result differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// The document's id.
    pub document: String,
    /// Where in it: `lines[3].price`.
    pub path: String,
    /// What should have been found; `None` for nothing.
    pub gold: Option<Value>,
    /// What was found; `None` for nothing.
    pub found: Option<Value>,
}

impl Scores {
    /// The score of this field; `None` if it is not compared.
    pub fn of(&self, field: &str) -> Option<&Score> {
        self.fields.iter().find(|(name, _)| name == field).map(|(_, score)| score)
    }
}

impl Score {
    pub(super) fn add(&mut self, counts: Counts, difference: impl FnOnce() -> Difference) {
        let Counts { right, wrong, missed } = counts;
        self.right += right;
        self.wrong += wrong;
        self.missed += missed;
        if wrong + missed > 0 && self.differences.len() < KEPT {
            self.differences.push(difference());
        }
    }

    /// The share of what was found that is right; `None` if nothing was.
    pub fn precision(&self) -> Option<f64> {
        share(self.right, self.right + self.wrong)
    }

    /// The share of what there is that was found; `None` if there is nothing.
    pub fn recall(&self) -> Option<f64> {
        share(self.right, self.right + self.missed)
    }

    /// Both together, by their harmonic mean; `None` if there is nothing and nothing was found.
    pub fn f1(&self) -> Option<f64> {
        share(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }

    /// The first differences, a line each.
    #[doc(hidden)]
    pub fn shown(&self) -> String {
        self.differences.iter().take(SHOWN).map(|difference| format!("  {difference}\n")).collect()
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown =
            |value: &Option<Value>| value.as_ref().map_or("nothing".into(), Value::to_string);
        let Self { document, path, gold, found } = self;
        write!(f, "{document} {path}: {} and not {}", shown(found), shown(gold))
    }
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width =
            self.fields.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).max(5);
        writeln!(
            f,
            "{:width$} {:>9} {:>9} {:>9} {:>9} {:>9}",
            "field", "right", "wrong", "missed", "precision", "recall"
        )?;
        for (name, score) in &self.fields {
            let Score { right, wrong, missed, .. } = score;
            let figure =
                |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{share:.3}"));
            let (precision, recall) = (figure(score.precision()), figure(score.recall()));
            writeln!(
                f,
                "{name:width$} {right:>9} {wrong:>9} {missed:>9} {precision:>9} {recall:>9}"
            )?;
        }
        write!(f, "{} documents, {} of them without a result", self.documents, self.missing)
    }
}

fn in_order<S: serde::Serializer>(fields: &[(String, Score)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(fields.iter().map(|(name, score)| (name, score)))
}

//! Scores of `eval`, as a page shows them.

use super::{
    failures::Cut,
    figures::{Differs, Scored, ScoredField},
};
use crate::eval::{Difference, Score, Scores};

/// Differences that are shown of a field.
const SHOWN: usize = 20;

impl Scored {
    pub(super) fn of(scores: &Scores) -> Self {
        let fields = scores.fields.iter().map(|(path, score)| ScoredField::of(path, score));
        Self { documents: scores.documents, missing: scores.missing, fields: fields.collect() }
    }
}

impl ScoredField {
    fn of(path: &str, score: &Score) -> Self {
        Self {
            path: path.to_owned(),
            right: score.right,
            wrong: score.wrong,
            missed: score.missed,
            precision: score.precision(),
            recall: score.recall(),
            f1: score.f1(),
            differences: score.differences.iter().take(SHOWN).map(Differs::of).collect(),
        }
    }
}

impl Differs {
    fn of(difference: &Difference) -> Self {
        let json = |value: &serde_json::Value| Cut::line(&value.to_string());
        Self {
            document: Cut::line(&difference.document),
            path: Cut::line(&difference.path),
            gold: difference.gold.as_ref().map(json),
            found: difference.found.as_ref().map(json),
        }
    }
}

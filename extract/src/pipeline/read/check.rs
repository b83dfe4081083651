use std::{
    collections::HashSet,
    fmt,
    hash::{BuildHasher, RandomState},
    path::Path,
};

use super::Documents;
use crate::{Error, error::ConfigError, pipeline::Document};

/// Broken rows that a refusal shows.
const SHOWN: u64 = 5;

/// One row of a source.
pub(super) type Row<M> = Result<Document<M>, Broken>;

/// A row that is no document.
#[derive(Debug)]
pub(super) struct Broken {
    /// `line 3`, or a path.
    pub(super) place: String,
    pub(super) reason: String,
    /// Whether nothing can be read behind it.
    pub(super) is_last: bool,
}

impl Broken {
    pub(super) fn new(place: impl Into<String>, reason: impl fmt::Display) -> Self {
        Self { place: place.into(), reason: reason.to_string(), is_last: false }
    }

    pub(super) fn last(self) -> Self {
        Self { is_last: true, ..self }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)
    }
}

/// Looks through the rows, and gives the documents of the same rows read anew.
pub(super) fn check<M, R>(
    path: &Path,
    rows: impl Fn() -> Result<R, Error>,
) -> Result<Documents<M>, Error>
where
    R: Iterator<Item = Row<M>> + Send + 'static,
{
    let mut count: u64 = 0;
    let mut faults = Faults::default();
    let (mut ids, hasher) = (HashSet::new(), RandomState::new());
    for row in rows()? {
        match row {
            Ok(Document { id, .. }) => {
                count += 1;
                if !ids.insert(hasher.hash_one(&id)) {
                    faults.add(|| format!("the id `{id}` stands there twice"));
                }
            }
            Err(broken) => {
                faults.add(|| broken.to_string());
                if broken.is_last {
                    break;
                }
            }
        }
    }
    faults.none(path)?;
    let name = path.display().to_string();
    Ok(Documents { name, rows: Box::new(rows()?), count, left: count })
}

/// A name that stands there twice.
pub(super) fn twice<'a>(names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names.windows(2).find_map(|pair| match pair {
        [one, other] if one == other => Some(*one),
        _ => None,
    })
}

/// What is wrong with a source.
#[derive(Default)]
struct Faults {
    shown: Vec<String>,
    count: u64,
}

impl Faults {
    fn add(&mut self, fault: impl FnOnce() -> String) {
        if self.count < SHOWN {
            self.shown.push(fault());
        }
        self.count += 1;
    }

    fn none(self, path: &Path) -> Result<(), Error> {
        if self.count == 0 {
            return Ok(());
        }
        let mut message =
            format!("`{}` cannot be read as documents: {}", path.display(), self.shown.join("; "));
        if self.count > SHOWN {
            message += &format!("; and {} more, {} in all", self.count - SHOWN, self.count);
        }
        Err(ConfigError::new(message).into())
    }
}

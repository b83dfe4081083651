use std::{fmt, path::Path};

use super::{figures::Figures, html};
use crate::{Error, error::ConfigError, pipeline::draft::Draft};

/// The report of a run, to be written; [`Page::finish`](super::Page::finish) makes it.
#[derive(Clone)]
pub struct Finished(Figures);

impl Finished {
    pub(super) fn new(figures: Figures) -> Self {
        Self(figures)
    }

    /// For machines; [the module](super) says what stands where.
    pub fn to_json(&self) -> String {
        // Texts, numbers and lists of them: nothing that JSON does not have.
        serde_json::to_string_pretty(&self.0).unwrap_or_default() + "\n"
    }

    /// For people: one page of HTML that needs nothing else.
    pub fn to_html(&self) -> String {
        html::page(&self.0)
    }

    /// Writes the page to this path, and the JSON beside it with the ending `json`.
    ///
    /// Each file is there as a whole or not at all: it is written under another name first. A file that
    /// stands there is replaced.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for a path that cannot be written to, and for one that ends in `json` itself.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        let beside = path.with_extension("json");
        if beside == path {
            let message = format!(
                "the page cannot be written to `{}`, where its JSON goes; give it the ending `html`",
                path.display()
            );
            return Err(ConfigError::new(message).into());
        }
        for (path, text) in [(beside.as_path(), self.to_json()), (path, self.to_html())] {
            let mut draft = Draft::create(path)?;
            draft.put(text.as_bytes())?;
            draft.finish()?;
        }
        Ok(())
    }
}

impl fmt::Debug for Finished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finished").field("title", &self.0.title).finish_non_exhaustive()
    }
}

use std::fmt;

use super::Evidence;

/// The run was cancelled before it ended: by [`Pending::cancel`](crate::Pending::cancel), by another
/// process or by the provider.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Cancellation {
    pub(super) partial: String,
    pub(super) evidence: Evidence,
}

impl Cancellation {
    pub(crate) fn new(partial: String, evidence: Evidence) -> Self {
        Self { partial, evidence }
    }

    /// The part of the answer that came before; often empty.
    pub fn partial_text(&self) -> &str {
        &self.partial
    }

    /// Cost, ids and tries.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }
}

impl fmt::Display for Cancellation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the run was cancelled")?;
        match &self.evidence.response_id {
            Some(id) => write!(f, ": `{id}`"),
            None => Ok(()),
        }
    }
}

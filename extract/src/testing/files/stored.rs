use std::fmt;

use bytes::Bytes;
use serde_json::{Value, json};

/// A file that the server keeps: uploaded, or made of a batch.
///
/// Its `Debug` shows how long it is, and not what is in it.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredFile {
    pub(super) id: String,
    pub(super) filename: String,
    pub(super) purpose: String,
    pub(super) created_at: u64,
    pub(super) expires_at: Option<u64>,
    pub(super) content: Bytes,
}

impl StoredFile {
    /// By which it is asked for: `file-…`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name that it was uploaded with.
    pub fn filename(&self) -> &str {
        &self.filename
    }

    /// What it is for: `batch`, or `batch_output` for what a batch gave.
    pub fn purpose(&self) -> &str {
        &self.purpose
    }

    /// What is in it, byte for byte.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    pub(in crate::testing) fn bytes(&self) -> &Bytes {
        &self.content
    }

    /// The file object of the API.
    pub(super) fn describe(&self) -> Value {
        json!({
            "id": self.id,
            "object": "file",
            "bytes": self.content.len(),
            "created_at": self.created_at,
            "expires_at": self.expires_at,
            "filename": self.filename,
            "purpose": self.purpose,
            "status": "processed",
            "status_details": null,
        })
    }
}

impl fmt::Debug for StoredFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredFile")
            .field("id", &self.id)
            .field("filename", &self.filename)
            .field("purpose", &self.purpose)
            .field("bytes", &self.content.len())
            .finish_non_exhaustive()
    }
}

use serde::Deserialize;

use crate::wire::{
    Malformed,
    batch::page::{Page, read_page},
    forgiving::{self, Count, Object, Text},
};

/// An uploaded file, as the server tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// By which it is asked for: `file-…`.
    pub id: String,
    /// Its size.
    pub bytes: Option<u64>,
    /// When it was uploaded, in seconds since 1970.
    pub created_at: Option<u64>,
    /// When it is deleted, in seconds since 1970.
    pub expires_at: Option<u64>,
    /// Its name.
    pub filename: Option<String>,
    /// What it is for: `batch`, `batch_output`, `user_data`.
    pub purpose: Option<String>,
}

/// Reads what is said of a file.
///
/// # Errors
///
/// [`Malformed`] for a body without an id.
pub fn read_file(body: &[u8]) -> Result<File, Malformed> {
    let Object(body) = forgiving::read::<Object<Body>>(body)?;
    body.unwrap_or_default().read()
}

/// Reads a page of the list of files.
///
/// # Errors
///
/// [`Malformed`] for what is no list, and a file without an id.
pub fn read_files(body: &[u8]) -> Result<Page<File>, Malformed> {
    read_page(body, Body::read, |file| &file.id)
}

impl Body {
    fn read(self) -> Result<File, Malformed> {
        let body = self;
        Ok(File {
            id: body.id.0.ok_or_else(|| Malformed::new("it has no `id`"))?,
            bytes: body.bytes.0,
            created_at: body.created_at.0,
            expires_at: body.expires_at.0,
            filename: body.filename.0,
            purpose: body.purpose.0,
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    id: Text,
    bytes: Count,
    created_at: Count,
    expires_at: Count,
    filename: Text,
    purpose: Text,
}

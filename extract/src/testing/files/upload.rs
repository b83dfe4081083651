use bytes::Bytes;

use super::{
    StoredFile,
    lifetime::Lifetime,
    multipart::{self, Part},
};
use crate::{
    testing::{
        Request,
        judge::{Rejection, Verdict, missing, unknown_parameter},
    },
    wire::batch::MAX_BYTES,
};

const PURPOSES: [&str; 6] = ["fine-tune", "assistants", "batch", "user_data", "vision", "evals"];
const MAX_BYTES_OF_OTHERS: u64 = 512 * 1024 * 1024;
/// What a file for a batch lives, unless the upload says otherwise: 30 days.
const LIFETIME_FOR_BATCH: u64 = 30 * 24 * 60 * 60;

/// A form, field by field.
#[derive(Default)]
struct Form {
    file: Option<(String, Bytes)>,
    purpose: Option<String>,
    anchor: Option<String>,
    seconds: Option<String>,
}

/// Reads the form that uploads a file.
pub(super) fn read(request: &Request, id: String, now: u64) -> Result<StoredFile, Rejection> {
    let content_type = request.header("content-type").unwrap_or_default();
    let mut form = Form::default();
    for part in multipart::parts(content_type, request.bytes())? {
        form.take(part)?;
    }
    let (filename, content) = form.file.ok_or_else(|| missing("file"))?;
    let purpose = form.purpose.ok_or_else(|| missing("purpose"))?;
    purpose_is_known(&purpose)?;
    fits(&purpose, &filename, content.len() as u64)?;
    let expires_at = match Lifetime::of_form(form.anchor.as_deref(), form.seconds.as_deref())? {
        Some(lifetime) => Some(lifetime.end(now)),
        None => (purpose == "batch").then_some(now + LIFETIME_FOR_BATCH),
    };
    Ok(StoredFile { id, filename, purpose, created_at: now, expires_at, content })
}

impl Form {
    fn take(&mut self, part: Part) -> Verdict {
        let Part { name, filename, content } = part;
        let field = match name.as_str() {
            "file" => return self.take_file(filename, content),
            "purpose" => &mut self.purpose,
            "expires_after[anchor]" => &mut self.anchor,
            "expires_after[seconds]" => &mut self.seconds,
            _ => return Err(unknown_parameter(&name)),
        };
        if field.replace(String::from_utf8_lossy(&content).into_owned()).is_some() {
            return Err(twice(&name));
        }
        Ok(())
    }

    fn take_file(&mut self, filename: Option<String>, content: Bytes) -> Verdict {
        let Some(filename) = filename else {
            let message = "Invalid type for 'file': expected a file, but got a field instead. \
                           (HINT: the part needs a filename.)";
            return Err(Rejection::new(400, message).param("file").code("invalid_type"));
        };
        if self.file.replace((filename, content)).is_some() {
            return Err(twice("file"));
        }
        Ok(())
    }
}

fn twice(name: &str) -> Rejection {
    let message = format!("Duplicate parameter: '{name}' was sent more than once.");
    Rejection::new(400, message).param(name).code("duplicate_parameter")
}

fn purpose_is_known(purpose: &str) -> Verdict {
    if PURPOSES.contains(&purpose) {
        return Ok(());
    }
    let known = PURPOSES.map(|purpose| format!("'{purpose}'")).join(", ");
    let message = format!("'{purpose}' is not one of [{known}] - 'purpose'");
    Err(Rejection::new(400, message).param("purpose"))
}

/// A batch is made of lines; the lines are looked at when the batch is.
fn fits(purpose: &str, filename: &str, bytes: u64) -> Verdict {
    if purpose == "batch" && !filename.ends_with(".jsonl") {
        return Err(Rejection::new(400, "Invalid file format for Batch API. Must be .jsonl"));
    }
    let maximum = if purpose == "batch" { MAX_BYTES } else { MAX_BYTES_OF_OTHERS };
    if bytes <= maximum {
        return Ok(());
    }
    let message = format!(
        "The file has {bytes} bytes, which is more than the {maximum} that a file with the \
         purpose '{purpose}' may have."
    );
    Err(Rejection::new(413, message).param("file").code("file_too_large"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_for_a_batch_has_200_megabytes_at_most_and_others_512_mebibytes() {
        let cases = [
            ("batch", 200_000_000, None),
            ("batch", 200_000_001, Some(413)),
            ("user_data", 512 * 1024 * 1024, None),
            ("user_data", 512 * 1024 * 1024 + 1, Some(413)),
        ];
        for (purpose, bytes, status) in cases {
            let refused = fits(purpose, "lines.jsonl", bytes).err();
            assert_eq!(refused.map(|refused| refused.status()), status, "{purpose} {bytes}");
        }
    }
}

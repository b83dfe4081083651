use std::{fs::File, io::Read, path::Path};

use crate::{
    Error, Input,
    error::ConfigError,
    input::{Detail, Part},
    wire::MAX_BYTES,
};

/// Reads the files of an input, off the async threads.
pub(super) async fn read(input: Input) -> Result<Input, Error> {
    let is_unread = |part: &Part| matches!(part, Part::Unread { .. });
    if !input.messages.iter().any(|message| message.parts.iter().any(is_unread)) {
        return Ok(input);
    }
    tokio::task::spawn_blocking(move || read_now(input)).await.unwrap_or_else(|error| {
        Err(ConfigError::new("reading the files was stopped").with_source(error).into())
    })
}

fn read_now(mut input: Input) -> Result<Input, Error> {
    let mut room = MAX_BYTES;
    for message in &mut input.messages {
        for part in &mut message.parts {
            if let Part::Unread { path, detail } = part {
                *part = read_file(path, *detail, &mut room)?;
            }
        }
    }
    Ok(input)
}

/// Never reads more than there is room for, whatever the file says of its size.
fn read_file(path: &Path, detail: Detail, room: &mut u64) -> Result<Part, Error> {
    let shown = path.display();
    let unreadable = |error: std::io::Error| {
        ConfigError::new(format!("the file `{shown}` cannot be read")).with_source(error)
    };
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        // A pipe may never end, and opening it may never return.
        return Err(ConfigError::new(format!("`{shown}` is no ordinary file")).into());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    let size = file.take(*room + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if size == 0 {
        return Err(ConfigError::new(format!("the file `{shown}` is empty")).into());
    }
    *room = room.checked_sub(u64::try_from(size).unwrap_or(u64::MAX)).ok_or_else(|| {
        ConfigError::new(format!(
            "with the file `{shown}` the input has more than the {MAX_BYTES} bytes that the API takes"
        ))
    })?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    of_file(name, bytes, detail).ok_or_else(|| {
        let message = format!(
            "the file `{shown}` is neither PDF, PNG, JPEG, WebP, GIF nor UTF-8 text by its extension; add it with `file_bytes` and its type"
        );
        ConfigError::new(message).into()
    })
}

/// What a file holds, told by its extension; `None` for a kind that is not known.
fn of_file(name: String, bytes: Vec<u8>, detail: Detail) -> Option<Part> {
    if let Some(mime) = media_type(&name) {
        let mime = mime.to_owned();
        return Some(match mime.as_str() {
            "application/pdf" => Part::File { name, bytes, mime },
            _ => Part::Image { bytes, mime, detail },
        });
    }
    match extension(&name)?.as_str() {
        "csv" | "eml" | "htm" | "html" | "json" | "jsonl" | "log" | "md" | "rst" | "toml"
        | "tsv" | "txt" | "xml" | "yaml" | "yml" => {
            // Any server reads text; file parts of other kinds than PDF are rarely taken.
            String::from_utf8(bytes).ok().map(Part::Text)
        }
        _ => None,
    }
}

/// The kind of a file that is no text, told by its extension.
pub(crate) fn media_type(name: &str) -> Option<&'static str> {
    match extension(name)?.as_str() {
        "gif" => Some("image/gif"),
        "jpeg" | "jpg" => Some("image/jpeg"),
        "pdf" => Some("application/pdf"),
        "png" => Some("image/png"),
        "webp" => Some("image/webp"),
        _ => None,
    }
}

fn extension(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_extension_says() {
        let cases: [(&str, &[u8], &str); 6] = [
            ("a.PDF", b"%PDF", "File(\"a.PDF\", application/pdf, 4 bytes)"),
            ("a.jpg", b"\xff\xd8", "Image(image/jpeg, 2 bytes, High)"),
            ("a.txt", "é".as_bytes(), "Text(\"é\")"),
            ("a.txt", b"\xff", "None"),
            ("a.docx", b"PK", "None"),
            ("pdf", b"PK", "None"),
        ];
        for (name, bytes, expected) in cases {
            let part = of_file(name.to_owned(), bytes.to_vec(), Detail::High);
            let shown = part.map_or("None".to_owned(), |part| format!("{part:?}"));
            assert_eq!(shown, expected, "{name}");
        }
    }

    #[tokio::test]
    async fn a_missing_file_is_named() {
        let error = read(Input::text("a").file("/does/not/exist.pdf")).await.expect_err("no file");
        assert!(matches!(error, Error::Config(_)));
        assert!(error.to_string().contains("`/does/not/exist.pdf`"), "{error}");
        assert!(std::error::Error::source(&error).is_some());
    }

    #[tokio::test]
    async fn no_file_is_read_beyond_the_limit() {
        let path = std::env::temp_dir().join(format!("extract-{}.pdf", std::process::id()));
        let file = File::create(&path).expect("a file");
        file.set_len(MAX_BYTES / 2 + 1).expect("a large file");
        let fits = read(Input::text("a").file(&path)).await;
        let error = read(Input::text("a").file(&path).file(&path)).await;
        std::fs::remove_file(&path).expect("removed");
        assert!(fits.is_ok(), "{fits:?}");
        assert!(error.expect_err("too much").to_string().contains("50000000 bytes"));
    }
}

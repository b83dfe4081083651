use std::path::Path;

use crate::{
    Error, Input,
    error::ConfigError,
    input::{Detail, Part},
};

/// Bytes of a file at most: what one request takes. More is not even read.
const MAX_BYTES: u64 = 50_000_000;

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
    for message in &mut input.messages {
        for part in &mut message.parts {
            if let Part::Unread { path, detail } = part {
                *part = read_file(path, *detail)?;
            }
        }
    }
    Ok(input)
}

fn read_file(path: &Path, detail: Detail) -> Result<Part, Error> {
    let shown = path.display();
    let unreadable = |error: std::io::Error| {
        ConfigError::new(format!("the file `{shown}` cannot be read")).with_source(error)
    };
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > MAX_BYTES {
        let message = format!("the file `{shown}` has {size} bytes, the API takes {MAX_BYTES}");
        return Err(ConfigError::new(message).into());
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    if bytes.is_empty() {
        return Err(ConfigError::new(format!("the file `{shown}` is empty")).into());
    }
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
    let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
    let mime = match extension.as_str() {
        "gif" => "image/gif",
        "jpeg" | "jpg" => "image/jpeg",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "webp" => "image/webp",
        "csv" | "eml" | "htm" | "html" | "json" | "jsonl" | "log" | "md" | "rst" | "toml"
        | "tsv" | "txt" | "xml" | "yaml" | "yml" => {
            // Any server reads text; file parts of other kinds than PDF are rarely taken.
            let text = String::from_utf8(bytes).ok()?;
            return Some(Part::Text(text));
        }
        _ => return None,
    };
    let mime = mime.to_owned();
    Some(match extension.as_str() {
        "pdf" => Part::File { name, bytes, mime },
        _ => Part::Image { bytes, mime, detail },
    })
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
}

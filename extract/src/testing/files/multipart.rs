//! `multipart/form-data`: parts between lines with a boundary, each with headers of its own.

use bytes::Bytes;

use crate::testing::judge::Rejection;

/// One part of a form. Its content shares the memory of the request.
pub(super) struct Part {
    pub(super) name: String,
    /// A part with a name of a file is a file, else a field.
    pub(super) filename: Option<String>,
    pub(super) content: Bytes,
}

/// Takes a form apart.
pub(super) fn parts(content_type: &str, body: &Bytes) -> Result<Vec<Part>, Rejection> {
    let boundary = boundary(content_type)?;
    // A delimiter stands at the start of a line; the first line has none before it.
    let delimiter = format!("\r\n--{boundary}");
    let mut at = match delimited(body, 0, delimiter.as_bytes().get(2..).unwrap_or_default()) {
        Some(0) => delimiter.len() - 2,
        _ => match delimited(body, 0, delimiter.as_bytes()) {
            Some(start) => start + delimiter.len(),
            None => return Err(malformed("its boundary does not occur in it")),
        },
    };
    let mut parts = Vec::new();
    loop {
        let rest = body.get(at..).unwrap_or_default();
        if rest.starts_with(b"--") {
            return Ok(parts);
        }
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let start = at + blanks + 2;
        let Some(end) = delimited(body, start - 2, delimiter.as_bytes()) else {
            return Err(malformed("its last boundary is missing"));
        };
        parts.push(part(body.slice(start.min(end)..end))?);
        at = end + delimiter.len();
    }
}

/// Where the delimiter is next found as one: with `--` or the end of the line behind it.
fn delimited(body: &[u8], from: usize, delimiter: &[u8]) -> Option<usize> {
    let mut from = from;
    loop {
        let start = from + find(body.get(from..)?, delimiter)?;
        let behind = body.get(start + delimiter.len()..)?;
        let blanks = behind.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let is_end_of_line = behind.get(blanks..).is_some_and(|rest| rest.starts_with(b"\r\n"));
        if behind.starts_with(b"--") || is_end_of_line {
            return Some(start);
        }
        from = start + 1;
    }
}

/// Looks for the first byte, which is rare in most files, and then for the rest.
fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut from = 0;
    loop {
        let rest = text.get(from..)?;
        let start = from + rest.iter().position(|byte| *byte == first)?;
        if text.get(start..).is_some_and(|rest| rest.starts_with(wanted)) {
            return Some(start);
        }
        from = start + 1;
    }
}

fn boundary(content_type: &str) -> Result<String, Rejection> {
    let (media_type, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
    if !media_type.trim().eq_ignore_ascii_case("multipart/form-data") {
        let message = format!(
            "Unsupported content type: '{content_type}'. This API method only accepts \
             'multipart/form-data' requests, but you specified the header 'Content-Type: \
             {content_type}'."
        );
        return Err(Rejection::new(400, message).code("unsupported_content_type"));
    }
    parameter(parameters, "boundary")
        .filter(|boundary| (1..=70).contains(&boundary.len()))
        .ok_or_else(|| malformed("the header `content-type` has no boundary of 1 to 70 characters"))
}

fn part(part: Bytes) -> Result<Part, Rejection> {
    // Without any header the empty line comes at once.
    let (head, content) = match find(&part, b"\r\n\r\n") {
        _ if part.starts_with(b"\r\n") => (0, 2),
        Some(end) => (end, end + 4),
        None => return Err(malformed("a part has no empty line behind its headers")),
    };
    let content = part.slice(content..);
    let head = String::from_utf8_lossy(part.get(..head).unwrap_or_default());
    let disposition = head.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
    });
    let (kind, parameters) =
        disposition.and_then(|value| value.split_once(';')).unwrap_or_default();
    let name = parameter(parameters, "name");
    match name {
        Some(name) if kind.trim().eq_ignore_ascii_case("form-data") => {
            let filename = parameter(parameters, "filename*").and_then(|name| extended(&name));
            let filename = filename.or_else(|| parameter(parameters, "filename"));
            Ok(Part { name, filename, content })
        }
        _ => Err(malformed("a part has no `content-disposition: form-data` with a name")),
    }
}

/// The value of a parameter in `a=b; c="d"`, its quotes and their escapes taken away.
fn parameter(parameters: &str, wanted: &str) -> Option<String> {
    let mut rest = parameters;
    loop {
        let (name, behind) = rest.split_once('=')?;
        let name = name.trim_matches([' ', '\t', ';']);
        let (value, behind) = value(behind);
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = behind;
    }
}

/// A value and what stands behind it.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, behind) = text.split_once(';').unwrap_or((text, ""));
        return (value.trim().to_owned(), behind);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => {
                let behind = quoted.get(at + 1..).unwrap_or_default();
                return (unescaped(&value), behind);
            }
            '\\' if matches!(characters.clone().next(), Some((_, '"' | '\\'))) => {
                value.extend(characters.next().map(|(_, escaped)| escaped));
            }
            _ => value.push(character),
        }
    }
    (value, "")
}

/// Browsers and many clients write these three so, and nothing else.
fn unescaped(value: &str) -> String {
    value.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}

/// `utf-8''na%C3%AFve.jsonl`
fn extended(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_language, text) = rest.split_once('\'')?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, behind @ ..] = rest {
        let hex = behind.get(..2).filter(|_| *byte == b'%');
        let hex = hex.and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(escaped) => {
                bytes.push(escaped);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*byte);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn malformed(why: &str) -> Rejection {
    Rejection::new(400, format!("We could not parse the multipart form of your request: {why}."))
}

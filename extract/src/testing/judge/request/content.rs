use serde_json::Value;

use super::{
    Verdict, missing,
    parameter::{Kind, invalid_type, one_of},
};
use crate::{Endpoint, testing::judge::Rejection};

/// The content of one message: a text, or parts of the kinds that this endpoint knows.
pub(super) fn judge(
    endpoint: Endpoint,
    role: &str,
    name: &str,
    content: Option<&Value>,
) -> Verdict {
    match content {
        // Former answers of an assistant may hold a refusal or tool calls only. On Responses those are
        // parts of the content, and items of their own.
        None | Some(Value::Null) if role == "assistant" && endpoint == Endpoint::Chat => Ok(()),
        None | Some(Value::Null) => Err(missing(name)),
        Some(Value::String(_)) => Ok(()),
        Some(Value::Array(parts)) => parts
            .iter()
            .enumerate()
            .try_for_each(|(index, one)| part(endpoint, role, &format!("{name}[{index}]"), one)),
        Some(other) => Err(invalid_type(name, "a string or an array", other)),
    }
}

fn part(endpoint: Endpoint, role: &str, name: &str, part: &Value) -> Verdict {
    let kind_name = format!("{name}.type");
    let kind = part.get("type").ok_or_else(|| missing(&kind_name))?;
    let kind = kind.as_str().ok_or_else(|| invalid_type(&kind_name, "a string", kind))?;
    one_of(&kind_name, kind, kinds(endpoint, role))?;
    match kind {
        "input_text" | "output_text" | "text" => text(name, part),
        "input_image" => input_image(name, part),
        "image_url" => image_url(name, part),
        "input_file" => file(name, part, &["file_data", "file_id", "file_url"]),
        "file" => match part.get("file") {
            Some(inner) => file(&format!("{name}.file"), inner, &["file_data", "file_id"]),
            None => Err(missing(&format!("{name}.file"))),
        },
        _ => Ok(()),
    }
}

/// The two endpoints call the same parts by different names.
fn kinds(endpoint: Endpoint, role: &str) -> &'static [&'static str] {
    match (endpoint, role) {
        (Endpoint::Responses, "assistant") => &["output_text", "refusal"],
        (Endpoint::Responses, _) => &["input_file", "input_image", "input_text"],
        (Endpoint::Chat, "user") => &["file", "image_url", "input_audio", "text"],
        (Endpoint::Chat, "assistant") => &["refusal", "text"],
        (Endpoint::Chat, _) => &["text"],
    }
}

fn text(name: &str, part: &Value) -> Verdict {
    let name = format!("{name}.text");
    Kind::Text.judge(&name, part.get("text").ok_or_else(|| missing(&name))?)
}

/// Responses takes the address as a plain text.
fn input_image(name: &str, part: &Value) -> Verdict {
    detail(name, part, &["auto", "high", "low", "original"])?;
    match (given(part, "image_url"), given(part, "file_id")) {
        (Some(url), _) => address(&format!("{name}.image_url"), url),
        (None, Some(id)) => Kind::Text.judge(&format!("{name}.file_id"), id),
        (None, None) => Err(missing(&format!("{name}.image_url"))),
    }
}

/// Chat takes the address inside an object.
fn image_url(name: &str, part: &Value) -> Verdict {
    let name = format!("{name}.image_url");
    let image = part.get("image_url").ok_or_else(|| missing(&name))?;
    Kind::Object.judge(&name, image)?;
    detail(&name, image, &["auto", "high", "low"])?;
    let name = format!("{name}.url");
    address(&name, image.get("url").ok_or_else(|| missing(&name))?)
}

fn detail(name: &str, part: &Value, choices: &'static [&'static str]) -> Verdict {
    match given(part, "detail") {
        Some(detail) => Kind::OneOf(choices).judge(&format!("{name}.detail"), detail),
        None => Ok(()),
    }
}

/// Images come from the web, or inside the request.
fn address(name: &str, url: &Value) -> Verdict {
    let text = url.as_str().ok_or_else(|| invalid_type(name, "a string", url))?;
    let inside = text.starts_with("data:image/") && text.contains(";base64,");
    if inside || text.starts_with("https://") || text.starts_with("http://") {
        return Ok(());
    }
    let message =
        format!("Invalid '{name}'. Expected a valid URL, but got a value with an invalid format.");
    Err(Rejection::new(400, message).param(name).code("invalid_value"))
}

/// A file comes from one of these places; its data is a data URL.
fn file(name: &str, part: &Value, sources: &[&str]) -> Verdict {
    let given: Vec<_> = sources.iter().filter(|source| given(part, source).is_some()).collect();
    let [source] = given.as_slice() else {
        let message = format!("Invalid '{name}': provide exactly one of {}.", sources.join(", "));
        return Err(Rejection::new(400, message).param(name).code("invalid_value"));
    };
    let parameter = format!("{name}.{source}");
    let value = part.get(**source).unwrap_or(&Value::Null);
    let text = value.as_str().ok_or_else(|| invalid_type(&parameter, "a string", value))?;
    if **source != "file_data" {
        return Ok(());
    }
    if text.starts_with("data:") && text.contains(";base64,") {
        return Ok(());
    }
    let message = format!(
        "Invalid '{parameter}'. Expected a base64-encoded data URL with a file MIME type (e.g. \
         'data:application/pdf;base64,…'), but got unsupported data."
    );
    Err(Rejection::new(400, message).param(parameter).code("invalid_value"))
}

fn given<'a>(part: &'a Value, name: &str) -> Option<&'a Value> {
    part.get(name).filter(|value| !value.is_null())
}

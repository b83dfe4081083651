use crate::{Error, error::ConfigError, wire::Endpoint};

/// Where the answer of this id is, below the base URL: `GET` it to poll a run in the background, `POST` to
/// `/cancel` below it to stop the run.
///
/// ```
/// use extract::wire::responses;
///
/// assert_eq!(responses::path("resp_68")?, "/responses/resp_68");
/// assert!(responses::path("../files/file-1").is_err());
/// # Ok::<(), extract::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Config`] for an id that would lead to another path.
pub fn path(id: &str) -> Result<String, Error> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if id.is_empty() || !id.bytes().all(is_plain) || id.bytes().all(|byte| byte == b'.') {
        let message = format!("`{}` is no id of an answer, they look like `resp_…`", shown(id));
        return Err(ConfigError::new(message).into());
    }
    Ok(format!("{}/{id}", Endpoint::Responses.path()))
}

/// As much of an id as a message needs.
fn shown(id: &str) -> String {
    id.chars().take(64).flat_map(char::escape_debug).collect()
}

use http::{HeaderMap, header};

use super::judge::Rejection;

/// The key that requests must carry, if any. It is never shown.
#[derive(Default)]
pub(super) struct Key(Option<String>);

impl Key {
    pub(super) fn required(key: String) -> Self {
        Self(Some(key))
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// Looks for a bearer token, or for the header that Azure takes.
    pub(super) fn check(&self, headers: &HeaderMap) -> Result<(), Rejection> {
        let Some(key) = &self.0 else { return Ok(()) };
        let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let sent = bearer
            .map(|value| value.strip_prefix("Bearer ").unwrap_or_default())
            .or_else(|| headers.get("api-key")?.to_str().ok());
        match sent {
            Some(sent) if sent == key => Ok(()),
            Some(_) => {
                Err(Rejection::new(401, "Incorrect API key provided.").code("invalid_api_key"))
            }
            None => Err(Rejection::new(
                401,
                "You didn't provide an API key. You need to provide your API key in an \
                 Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
            )),
        }
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "[hidden]" } else { "none" })
    }
}

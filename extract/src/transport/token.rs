use bytes::Bytes;
use http::{HeaderValue, Request, header};

use super::{BoxFuture, HttpError, Secret, secret};
use crate::error::TransportErrorKind;

/// Gives the token that is sent in the place of a key, such as one of Microsoft Entra.
///
/// It is asked before every try, within the time of that try, so a provider keeps its token until it
/// runs out. Any function without arguments that returns such a future is one:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = extract::testing::Server::builder().api_key("token-of-the-hour").start().await?;
/// # server.answer(serde_json::json!({ "value": 3 }));
/// use extract::{Client, transport::HttpError};
///
/// async fn token() -> Result<String, HttpError> {
///     // Ask the credential of your choice here.
///     Ok("token-of-the-hour".to_owned())
/// }
///
/// let client = Client::builder().base_url(server.url()).token_provider(token).build()?;
/// assert_eq!(client.extractor::<u8>("gpt-5-mini").extract("three").await?.value, 3);
/// # Ok(()) }
/// ```
///
/// A token is hidden like a key: from logs, errors, and from what a server repeats of it.
///
/// # Errors
///
/// When there is no token, the request is not sent. A kind that
/// [may pass](crate::error::TransportErrorKind::is_retryable), such as
/// [`Connect`](crate::error::TransportErrorKind::Connect), counts as a try and is tried again;
/// [`Token`](crate::error::TransportErrorKind::Token) is final.
pub trait TokenProvider: Send + Sync + 'static {
    /// The token of now.
    fn token(&self) -> BoxFuture<'_, Result<String, HttpError>>;
}

impl<F, T> TokenProvider for F
where
    F: Fn() -> T + Send + Sync + 'static,
    T: Future<Output = Result<String, HttpError>> + Send + 'static,
{
    fn token(&self) -> BoxFuture<'_, Result<String, HttpError>> {
        Box::pin(self())
    }
}

/// Puts the token of now into a request, unless the user sends one.
pub(super) async fn authorize(
    request: &mut Request<Bytes>,
    tokens: &dyn TokenProvider,
) -> Result<Option<Secret>, HttpError> {
    if request.headers().contains_key(header::AUTHORIZATION) {
        return Ok(None);
    }
    let token = Secret::new(tokens.token().await?.trim());
    let unfit = || {
        let message = "the token is empty or holds characters that no header takes";
        HttpError::new(TransportErrorKind::Token, message)
    };
    if token.expose().is_empty() {
        return Err(unfit());
    }
    let mut value =
        HeaderValue::from_str(&format!("Bearer {}", token.expose())).map_err(|_| unfit())?;
    value.set_sensitive(true);
    request.headers_mut().insert(header::AUTHORIZATION, value);
    Ok(Some(token))
}

/// What came, without the token in it.
pub(super) fn hide(body: Bytes, token: Option<&Secret>) -> Bytes {
    let Some(token) = worth_hiding(token) else { return body };
    token
        .spellings()
        .fold(body, |body, token| secret::marked(body, token.as_bytes(), secret::SHOWN.as_bytes()))
}

/// The same for a text.
pub(super) fn hide_in(text: &mut String, token: Option<&Secret>) {
    if let Some(token) = worth_hiding(token) {
        token.hide_in(text);
    }
}

fn worth_hiding(token: Option<&Secret>) -> Option<&Secret> {
    token.filter(|token| token.expose().len() >= Secret::SHORTEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_taken_out_wherever_it_stands() {
        let cases = [
            ("", ""),
            ("no token", "no token"),
            ("secret/1", "[key]"),
            ("a secret/1 b secret/1", "a [key] b [key]"),
            ("secret/1secret/1secret/", "[key][key]secret/"),
            ("{\"a\":\"secret\\/1\"}", "{\"a\":\"[key]\"}"),
        ];
        let token = Secret::new("secret/1");
        for (body, expected) in cases {
            assert_eq!(hide(Bytes::from(body), Some(&token)), expected, "{body}");
            assert_eq!(hide(Bytes::from(body), None), body);
        }
        assert_eq!(hide(Bytes::from("none"), Some(&Secret::new("none"))), "none");
    }
}

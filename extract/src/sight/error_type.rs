use std::borrow::Cow;

use crate::{Error, error::TransportErrorKind};

/// The class of an error, as [`names::ERROR_TYPE`](super::names::ERROR_TYPE) tells it: few values, none of
/// them made by a server.
///
/// - [`Error::Api`]: the service's code, if it is one that says whether to try again
///   (`rate_limit_exceeded`, `insufficient_quota`, `server_is_overloaded`, …), else the status (`400`);
/// - [`Error::Transport`]: `cassette`, `connect`, `cut`, `deadline`, `malformed`, `timeout`, `token`
///   or `too_large`;
/// - others: `cancelled`, `config`, `empty`, `filtered`, `invalid`, `not_sent`, `refused` or `truncated`.
///
/// ```
/// use extract::{Error, error::NotSent, sight::error_type};
///
/// assert_eq!(error_type(&Error::from(NotSent::new("the budget is spent"))), "not_sent");
/// ```
pub fn error_type(error: &Error) -> Cow<'static, str> {
    Cow::Borrowed(match error {
        Error::Api(error) => match error.known_code() {
            Some(code) => code,
            None => return Cow::Owned(error.status().to_string()),
        },
        Error::Cancelled(_) => "cancelled",
        Error::Config(_) => "config",
        Error::Empty(_) => "empty",
        Error::Filtered(_) => "filtered",
        Error::Invalid(_) => "invalid",
        Error::NotSent(_) => "not_sent",
        Error::Refused(_) => "refused",
        Error::Transport(error) => match error.kind() {
            TransportErrorKind::Cassette => "cassette",
            TransportErrorKind::Connect => "connect",
            TransportErrorKind::Cut => "cut",
            TransportErrorKind::Deadline => "deadline",
            TransportErrorKind::Malformed => "malformed",
            TransportErrorKind::Timeout => "timeout",
            TransportErrorKind::Token => "token",
            TransportErrorKind::TooLarge => "too_large",
        },
        Error::Truncated(_) => "truncated",
    })
}

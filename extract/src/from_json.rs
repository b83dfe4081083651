use crate::{
    Error, decode,
    error::{Evidence, InvalidAnswer},
    schema::{self, Extract},
};

/// Reads an answer exactly as the client does: unwraps the root, brings maps and tuples back from
/// their strict shapes and checks every rule. The text must be JSON and nothing else;
/// [`wire::bare_json`](crate::wire::bare_json) finds the JSON in an answer that holds more.
///
/// # Errors
///
/// [`Error::Invalid`] with all violations when the text is no `T`.
pub fn from_json<T: Extract>(text: &str) -> Result<T, Error> {
    const { schema::check(T::NODE) };
    decode::decode(text).map_err(|violations| {
        InvalidAnswer::new(violations, text.to_owned(), Evidence::default()).into()
    })
}

//! The way back from an answer without a client.

use serde_json::Value;

use crate::{
    Error, decode,
    error::{Evidence, InvalidAnswer, Violation},
    schema::{self, Extract, Schema},
};

/// Reads an answer exactly as the client does.
///
/// ```
/// let places: Vec<(String, u8)> =
///     extract::from_json(r#"{"value":[{"_0":"Ada","_1":1},{"_0":"Grace","_1":2}]}"#)?;
/// assert_eq!(places, [("Ada".to_owned(), 1), ("Grace".to_owned(), 2)]);
/// # Ok::<(), extract::Error>(())
/// ```
///
/// It unwraps the root, brings maps and tuples back from their strict shapes and checks every rule.
/// The text must be JSON and nothing else; [`wire::bare_json`](crate::wire::bare_json) finds the JSON
/// in an answer that holds more.
///
/// # Errors
///
/// [`Error::Invalid`] with all violations when the text is no `T`.
pub fn from_json<T: Extract>(text: &str) -> Result<T, Error> {
    const { schema::check(T::NODE) };
    decode::decode(text).map_err(|violations| invalid(text, violations))
}

impl Schema {
    /// Reads an answer in this schema, exactly as an extractor of the schema does: all violations at once.
    ///
    /// ```
    /// let text = r#"{"type":"object","properties":{"size":{"type":"integer","minimum":1}},
    ///     "required":["size"],"additionalProperties":false}"#;
    /// let schema = extract::Schema::from_json("City", text)?;
    /// assert_eq!(schema.read(r#"{"size":7}"#)?["size"], 7);
    /// assert!(schema.read(r#"{"size":0}"#).is_err());
    /// # Ok::<(), extract::Error>(())
    /// ```
    ///
    /// Patterns are tried by the crate `regex-lite`; one that it does not know asks nothing here.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with all violations.
    pub fn read(&self, answer: &str) -> Result<Value, Error> {
        decode::document(&self.to_value(), answer).map_err(|violations| invalid(answer, violations))
    }
}

fn invalid(answer: &str, violations: Vec<Violation>) -> Error {
    InvalidAnswer::new(violations, answer.to_owned(), Evidence::default()).into()
}

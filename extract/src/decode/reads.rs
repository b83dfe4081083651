//! Whether a place can be read by what the user wrote for it.

use serde_json::{Deserializer, de::StrRead};

use super::without_position;

/// Does `read` make a `T` of this text? The error says why not.
pub fn reads<T>(
    text: &str,
    read: impl FnOnce(&mut Deserializer<StrRead<'_>>) -> serde_json::Result<T>,
) -> Result<(), String> {
    let value = read(&mut Deserializer::from_str(text));
    value.map(drop).map_err(|error| without_position(&error))
}

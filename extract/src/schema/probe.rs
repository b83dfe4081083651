//! Whether a text can be read: what a schema cannot say of a place, its own reader knows.

use serde::de::DeserializeOwned;
use serde_json::{Deserializer, de::StrRead};

/// Tries to read a text; the error says why it is no value.
pub(crate) type Probe = fn(&str) -> Result<(), String>;

/// What reads a place whose value is of another type than its schema, given a text in the shape
/// that serde expects.
#[derive(Clone, Copy)]
pub enum Reader {
    /// A function: serde never calls it for a missing key.
    Function(Probe),
    /// The own `Deserialize` of the type.
    Type(Probe),
}

impl Reader {
    pub(crate) fn probe(self) -> Probe {
        let (Self::Function(probe) | Self::Type(probe)) = self;
        probe
    }
}

/// Does this JSON text read as a `T`?
pub(crate) fn probe<T: DeserializeOwned>(text: &str) -> Result<(), String> {
    told(serde_json::from_str::<T>(text))
}

/// Does `read` make a `T` of this text?
pub fn reads<T>(
    text: &str,
    read: impl FnOnce(&mut Deserializer<StrRead<'_>>) -> serde_json::Result<T>,
) -> Result<(), String> {
    told(read(&mut Deserializer::from_str(text)))
}

fn told<T>(read: serde_json::Result<T>) -> Result<(), String> {
    read.map(drop).map_err(|error| without_position(&error))
}

/// serde_json's message without the line and column, which mean nothing in a part of an answer.
pub(crate) fn without_position(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(end) => message.get(..end).unwrap_or_default().to_owned(),
        None => message,
    }
}

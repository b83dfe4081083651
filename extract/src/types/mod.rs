//! How types that are not derived look in a schema.

mod collections;
#[cfg(feature = "jiff02")]
mod jiff02;
mod numbers;
mod text;
mod tuples;

use serde::de::DeserializeOwned;

/// Does this JSON text read as a `T`? What a schema cannot say of a leaf, its own reader knows.
pub(crate) fn probe<T: DeserializeOwned>(text: &str) -> Result<(), String> {
    serde_json::from_str::<T>(text)
        .map(drop)
        .map_err(|error| crate::decode::without_position(&error))
}

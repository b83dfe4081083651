//! How types that are not derived look in a schema.

mod collections;
#[cfg(feature = "jiff02")]
mod jiff02;
mod maps;
mod net;
mod numbers;
mod pointers;
mod ranges;
mod text;
mod time;
mod tuples;

use serde::de::DeserializeOwned;

pub use maps::MapKey;

/// Does this JSON text read as a `T`? What a schema cannot say of a leaf, its own reader knows.
fn probe<T: DeserializeOwned>(text: &str) -> Result<(), String> {
    serde_json::from_str::<T>(text)
        .map(drop)
        .map_err(|error| crate::decode::without_position(&error))
}

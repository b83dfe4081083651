//! Asking for something else with the same options.

use std::{sync::Arc, time::Duration};

use serde_json::Value;

use super::{Extractor, extractor::Target, files};
use crate::{
    Error, Extract, Input, decode,
    error::{Evidence, InvalidAnswer},
    schema::json_schema_in,
};

impl<T> Extractor<T> {
    /// The same, for values of `U`. Examples show values of `T`, and are left out.
    pub(crate) fn asking_for<U: Extract>(&self) -> Extractor<U> {
        let mut settings = (*self.settings).clone();
        let schema = json_schema_in::<U>(settings.request.dialect());
        settings.request.set_schema(&schema);
        settings.request.examples.clear();
        Extractor {
            client: self.client.clone(),
            settings: Arc::new(settings),
            prefix: Arc::default(),
            limits: self.limits,
            estimate: Arc::default(),
            fallbacks: self.fallbacks.map(Self::asking_for),
            listener: None,
            #[cfg(feature = "cache")]
            cache: self.cache.clone(),
            target: Target::Type(decode::decode),
        }
    }

    /// The same, for values in their strict shape, which the user's own checks have not seen.
    pub(crate) fn unjudged(&self) -> Extractor<Value>
    where
        T: Extract,
    {
        let schema = json_schema_in::<T>(self.settings.request.dialect());
        Extractor {
            client: self.client.clone(),
            settings: Arc::clone(&self.settings),
            prefix: Arc::clone(&self.prefix),
            limits: self.limits,
            estimate: Arc::clone(&self.estimate),
            fallbacks: self.fallbacks.map(Self::unjudged),
            listener: None,
            #[cfg(feature = "cache")]
            cache: self.cache.clone(),
            target: Target::Schema(Arc::new(schema.to_value()), decode::document),
        }
    }

    /// The value of an answer that was put together from others, and its text.
    pub(crate) fn put_together(&self, text: String) -> Result<(T, String), Error> {
        match self.target.read(&text) {
            Ok(value) => Ok((value, text)),
            Err(violations) => {
                Err(InvalidAnswer::new(violations, text, Evidence::default()).into())
            }
        }
    }

    /// The JSON of an answer.
    pub(crate) fn bare<'a>(&self, text: &'a str) -> &'a str {
        let bare = if self.settings.lenient { decode::bare_json(text) } else { None };
        bare.map_or(text, |bare| bare.text)
    }

    /// The input with its files in it.
    pub(crate) async fn with_files(input: Input) -> Result<Input, Error> {
        files::read(input).await
    }

    /// The client's clock.
    pub(crate) fn now(&self) -> Duration {
        self.client.now()
    }
}

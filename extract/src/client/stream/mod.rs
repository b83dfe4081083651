//! Answers that are read while they arrive (feature `stream`).

mod arriving;
mod found;
mod items;
mod line;
mod rows;
mod value;

pub use items::Items;
pub use value::ValueStream;

use super::Extractor;
use crate::{Error, error::ConfigError};

impl<T> Extractor<T> {
    fn refuse_background(&self) -> Result<(), Error> {
        if self.settings.request.background {
            let message =
                "an answer made in the `background` cannot be streamed, use one of the two";
            return Err(ConfigError::new(message).into());
        }
        self.fallbacks.iter().try_for_each(Self::refuse_background)
    }
}

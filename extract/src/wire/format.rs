//! How the answer's form is asked for, in each dialect.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::value::RawValue;

use super::{Request, prefix::unwritable};
use crate::{Error, schema::Dialect};

/// A schema as both endpoints spell it.
#[derive(Serialize)]
pub(super) struct Described<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    strict: Option<bool>,
    /// Verbatim, so that the keys keep the order of the declaration.
    schema: &'a RawValue,
}

impl Request {
    /// The word for the form, and the schema where one is sent.
    pub(super) fn format(&self) -> Result<(&'static str, Option<Described<'_>>), Error> {
        if self.is_json_mode() {
            return Ok(("json_object", None));
        }
        let schema = serde_json::from_str(&self.schema).map_err(unwritable)?;
        let (name, strict) = (self.schema_name.as_str(), self.dialect.strict());
        Ok(("json_schema", Some(Described { name, strict, schema })))
    }

    /// Is the schema told among the messages? A tool takes it in every dialect.
    pub(super) fn is_json_mode(&self) -> bool {
        self.dialect == Dialect::JsonMode && !self.through_tool
    }

    /// Instructions, and the schema where no other place takes it.
    pub(super) fn system(&self) -> Option<Cow<'_, str>> {
        let instructions = self.instructions.as_deref();
        if !self.is_json_mode() {
            return instructions.map(Cow::Borrowed);
        }
        // JSON mode is refused where the messages lack the word JSON.
        let schema = format!(
            "Answer with one JSON object and nothing else. It must be valid under this JSON Schema:\n{}",
            self.schema
        );
        Some(Cow::Owned(match instructions {
            Some(instructions) => format!("{instructions}\n\n{schema}"),
            None => schema,
        }))
    }
}

//! How each endpoint spells a strict function, and the choice that forces it.

use serde::Serialize;
use serde_json::value::RawValue;

use super::{Endpoint, Request, prefix::unwritable};
use crate::{Error, schema::Dialect};

/// Characters of a description at most (the Chat endpoint's answer to longer ones).
pub(super) const LONGEST_DESCRIPTION: usize = 1024;

/// A function with a strict schema for its arguments.
#[derive(Serialize)]
pub(super) struct Function<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    /// Verbatim, so that the keys keep the order of the declaration.
    parameters: &'a RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    strict: Option<bool>,
}

impl<'a> Function<'a> {
    pub(super) fn new(
        name: &'a str,
        description: Option<&'a str>,
        schema: &'a str,
        dialect: Dialect,
    ) -> Result<Self, Error> {
        let parameters = serde_json::from_str(schema).map_err(unwritable)?;
        Ok(Self { name, description, parameters, strict: dialect.strict() })
    }

    pub(super) fn spelled_for(self, endpoint: Endpoint) -> Spelled<Self> {
        Spelled::new(endpoint, self)
    }
}

/// The members that make a model answer by one call of one function.
#[derive(Serialize)]
pub(super) struct Forced<'a> {
    tools: [Spelled<Function<'a>>; 1],
    tool_choice: Spelled<Name<'a>>,
    /// One input has one answer.
    parallel_tool_calls: bool,
}

impl<'a> Forced<'a> {
    /// `None` when the answer is to come as text.
    pub(super) fn of(request: &'a Request, endpoint: Endpoint) -> Result<Option<Self>, Error> {
        if !request.through_tool {
            return Ok(None);
        }
        let name = &request.schema_name;
        let description = fitting(request.schema_description.as_deref());
        let function = Function::new(name, description, &request.schema, request.dialect)?;
        Ok(Some(Self {
            tools: [function.spelled_for(endpoint)],
            tool_choice: Spelled::new(endpoint, Name { name }),
            parallel_tool_calls: false,
        }))
    }
}

/// A type's own description, unless it is too long: it stands in the schema as well.
pub(super) fn fitting(description: Option<&str>) -> Option<&str> {
    description.filter(|text| text.chars().count() <= LONGEST_DESCRIPTION)
}

#[derive(Serialize)]
struct Name<'a> {
    name: &'a str,
}

/// Chat has the members of a function one level deeper than Responses.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Spelled<T> {
    Flat {
        #[serde(rename = "type")]
        kind: &'static str,
        #[serde(flatten)]
        function: T,
    },
    Nested {
        #[serde(rename = "type")]
        kind: &'static str,
        function: T,
    },
}

impl<T> Spelled<T> {
    fn new(endpoint: Endpoint, function: T) -> Self {
        let kind = "function";
        match endpoint {
            Endpoint::Chat => Self::Nested { kind, function },
            Endpoint::Responses => Self::Flat { kind, function },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_that_is_too_long_is_left_to_the_schema() {
        let [fits, long] = [1024, 1025].map(|count| "\u{e9}".repeat(count));
        assert_eq!(fitting(Some(&fits)), Some(fits.as_str()));
        assert_eq!(fitting(Some(&long)), None);
        assert_eq!(fitting(None), None);
    }
}

use serde_json::{Map, Value};

use super::{
    Asked, Verdict, at_most, json_mode, missing,
    parameter::{Kind, invalid_type, one_of},
    unknown_parameter,
};
use crate::{
    Endpoint,
    testing::{judge::Rejection, models::Model},
};

const MAX_NAME: usize = 64;

/// A schema that must be judged.
pub(super) struct StrictSchema<'a> {
    pub(super) name: &'a str,
    pub(super) schema: &'a Value,
}

/// Judges all but the schema; without `strict: true` the schema is only a hint and may be anything.
pub(super) fn judge<'a>(
    asked: &Asked<'a>,
    model: Model,
) -> Result<Option<StrictSchema<'a>>, Rejection> {
    let Some(format) = format(asked)? else {
        return Ok(None);
    };
    let base = base(asked.endpoint);
    let kind = format.get("type").ok_or_else(|| missing(&format!("{base}.type")))?;
    let kind = kind.as_str().ok_or_else(|| invalid_type(base, "a string", kind))?;
    one_of(&format!("{base}.type"), kind, &["json_object", "json_schema", "text"])?;
    match kind {
        "json_schema" => {
            model_takes_schemas(asked.endpoint, model)?;
            described(asked.endpoint, format)
        }
        "json_object" => json_mode::mentions_json(asked).map(|()| None),
        _ => Ok(None),
    }
}

/// The name is part of the grammar's cache key and of messages: a short plain word.
pub(in crate::testing::judge) fn judge_name(endpoint: Endpoint, name: &str) -> Verdict {
    judge_plain_name(&format!("{}.name", path(endpoint)), name)
}

/// Names of formats and of functions keep to one rule.
pub(super) fn judge_plain_name(parameter: &str, name: &str) -> Verdict {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || !name.chars().all(plain) {
        let message = format!(
            "Invalid '{parameter}': string does not match pattern. Expected a string that matches \
             the pattern '^[a-zA-Z0-9_-]+$'."
        );
        return Err(Rejection::new(400, message).param(parameter).code("invalid_value"));
    }
    at_most(parameter, MAX_NAME, name)
}

fn format<'a>(asked: &Asked<'a>) -> Result<Option<&'a Map<String, Value>>, Rejection> {
    let format = match asked.endpoint {
        Endpoint::Chat => asked.parameter("response_format"),
        Endpoint::Responses => asked.parameter("text").and_then(|text| text.get("format")),
    };
    let Some(format) = format.filter(|format| !format.is_null()) else {
        return Ok(None);
    };
    let invalid = || invalid_type(base(asked.endpoint), "an object", format);
    format.as_object().map(Some).ok_or_else(invalid)
}

/// Responses keeps the fields in the format itself, Chat one level deeper.
fn described<'a>(
    endpoint: Endpoint,
    format: &'a Map<String, Value>,
) -> Result<Option<StrictSchema<'a>>, Rejection> {
    let path = path(endpoint);
    let fields = match endpoint {
        Endpoint::Responses => format,
        Endpoint::Chat => {
            let nested = format.get("json_schema").ok_or_else(|| missing(path))?;
            nested.as_object().ok_or_else(|| invalid_type(path, "an object", nested))?
        }
    };
    let name = fields.get("name").ok_or_else(|| missing(&format!("{path}.name")))?;
    let name =
        name.as_str().ok_or_else(|| invalid_type(&format!("{path}.name"), "a string", name))?;
    judge_name(endpoint, name)?;
    every_field_is_known(endpoint, fields)?;
    let strict = fields.get("strict").filter(|strict| !strict.is_null());
    if let Some(strict) = strict {
        Kind::Boolean.judge(&format!("{path}.strict"), strict)?;
    }
    let schema = fields.get("schema").filter(|schema| !schema.is_null());
    if schema.is_none() && endpoint == Endpoint::Responses {
        return Err(missing(&format!("{path}.schema")));
    }
    Ok(schema
        .filter(|_| strict == Some(&Value::Bool(true)))
        .map(|schema| StrictSchema { name, schema }))
}

/// A misspelled field would have no effect, so it is refused.
fn every_field_is_known(endpoint: Endpoint, fields: &Map<String, Value>) -> Verdict {
    let known = |field: &str| match field {
        "description" | "name" | "schema" | "strict" => true,
        "type" => endpoint == Endpoint::Responses,
        _ => false,
    };
    match fields.keys().find(|field| !known(field)) {
        Some(field) => Err(unknown_parameter(&format!("{}.{field}", path(endpoint)))),
        None => Ok(()),
    }
}

/// Models before the first that kept to schemas.
fn model_takes_schemas(endpoint: Endpoint, model: Model) -> Verdict {
    if model.structured {
        return Ok(());
    }
    let base = base(endpoint);
    let message = format!(
        "Invalid parameter: '{base}' of type 'json_schema' is not supported with this model."
    );
    Err(Rejection::new(400, message).param(base))
}

fn base(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Chat => "response_format",
        Endpoint::Responses => "text.format",
    }
}

fn path(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Chat => "response_format.json_schema",
        Endpoint::Responses => "text.format",
    }
}

//! Says of a request what the real service would say.
//!
//! `request` judges everything but the schema, `schema::rules` the schema. One rule is one function, and
//! its comment says what the rule is for.

mod rejection;
mod request;

pub use rejection::Rejection;
pub(super) use request::{Verdict, missing, unknown_parameter};

use serde_json::Value;

use super::{Request, models::Models};
use crate::{
    Endpoint,
    schema::{Dialect, rules},
};

/// Whether the service takes this schema, sent with `strict: true` under this format name.
///
/// The rules are those of models that are not fine-tuned. Where providers differ, the judge is as
/// strict as the strictest: `minLength`, `maxLength`, `default`, `patternProperties` and a `$ref`
/// at the root are refused.
///
/// ```
/// use extract::testing::judge_schema;
///
/// let refused = judge_schema(
///     "City",
///     r#"{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}"#,
/// )
/// .unwrap_err();
/// assert_eq!(
///     refused.message(),
///     "Invalid schema for response_format 'City': In context=(), \
///      'additionalProperties' is required to be supplied and to be false."
/// );
/// assert_eq!(refused.error_code(), Some("invalid_json_schema"));
/// ```
///
/// # Errors
///
/// The answer that the service would give, as the Responses API words it.
pub fn judge_schema(name: &str, schema: &str) -> Result<(), Rejection> {
    let schema: Value = serde_json::from_str(schema).map_err(|_| not_json())?;
    request::judge_name(Endpoint::Responses, name)?;
    judge_rules(Place::format(Endpoint::Responses, name), Dialect::Strict, &schema)
}

/// What a schema is sent for: how messages name it, the parameter that holds it, and the error's code.
struct Place {
    of: String,
    parameter: String,
    code: &'static str,
}

impl Place {
    fn format(endpoint: Endpoint, name: &str) -> Self {
        let parameter = match endpoint {
            Endpoint::Responses => "text.format.schema",
            Endpoint::Chat => "response_format",
        };
        Self {
            of: format!("response_format '{name}'"),
            parameter: parameter.to_owned(),
            code: "invalid_json_schema",
        }
    }

    fn function(parameter: String, name: &str) -> Self {
        Self { of: format!("function '{name}'"), parameter, code: "invalid_function_parameters" }
    }
}

/// Names the first fault of a schema, as the service does.
fn judge_rules(place: Place, dialect: Dialect, schema: &Value) -> Result<(), Rejection> {
    let faults = rules::faults(dialect, schema);
    let Some(first) = faults.first() else { return Ok(()) };
    let message = first.said_by_the_service(&place.of);
    Err(Rejection::new(400, message).param(place.parameter).code(place.code))
}

/// Whether the service takes this request body.
///
/// ```
/// use extract::{Endpoint, testing::judge_request};
/// use serde_json::json;
///
/// let body = json!({ "model": "gpt-5-mini", "input": "hi", "max_output_tokens": 8 });
/// let refused = judge_request(Endpoint::Responses, &body).unwrap_err();
/// assert_eq!(
///     refused.message(),
///     "Invalid 'max_output_tokens': integer below minimum value. \
///      Expected a value >= 16, but got 8 instead."
/// );
/// ```
///
/// # Errors
///
/// The answer that the service would give.
pub fn judge_request(endpoint: Endpoint, body: &Value) -> Result<(), Rejection> {
    request::judge(endpoint, body, &Models::default())
}

/// Judges what arrived, and gives the body back as JSON.
pub(super) fn judge(
    endpoint: Endpoint,
    request: &Request,
    models: &Models,
) -> Result<Value, Rejection> {
    content_type_is_json(request)?;
    let body = serde_json::from_str(request.text()).map_err(|_| not_json())?;
    request::judge(endpoint, &body, models)?;
    Ok(body)
}

/// Judges what is to make a batch, and gives the body back as JSON.
pub(super) fn judge_batch(request: &Request) -> Result<Value, Rejection> {
    content_type_is_json(request)?;
    let body = serde_json::from_str(request.text()).map_err(|_| not_json())?;
    request::judge_batch(&body)?;
    Ok(body)
}

/// A client that forgets the header would fail against the real service only.
fn content_type_is_json(request: &Request) -> Result<(), Rejection> {
    let sent = request.header("content-type").unwrap_or_default();
    let media_type = sent.split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    let message = format!(
        "Unsupported content type: '{sent}'. This API method only accepts 'application/json' \
         requests, but you specified the header 'Content-Type: {sent}'."
    );
    Err(Rejection::new(400, message).code("unsupported_content_type"))
}

fn not_json() -> Rejection {
    Rejection::new(
        400,
        "We could not parse the JSON body of your request. (HINT: the API expects a JSON payload, \
         but what was sent was not valid JSON.)",
    )
}

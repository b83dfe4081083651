//! The rules of requests: parameters, what a model takes, the format, the tools, the input.

mod batch;
mod cache;
mod chat;
mod content;
mod format;
mod input;
mod json_mode;
mod logprobs;
mod metadata;
mod model;
mod parameter;
mod responses;
mod stream;
mod tools;

pub(super) use self::{batch::judge as judge_batch, format::judge_name};

use serde_json::{Map, Value};

use self::parameter::Parameter;
use super::{Place, Rejection, judge_rules};
use crate::{Endpoint, schema::Dialect, testing::models::Models};

pub(in crate::testing) type Verdict = Result<(), Rejection>;

/// One request body: what is asked of which endpoint.
struct Asked<'a> {
    endpoint: Endpoint,
    body: &'a Map<String, Value>,
}

impl<'a> Asked<'a> {
    /// A parameter that is there and not null: null means the same as absent.
    fn parameter(&self, name: &str) -> Option<&'a Value> {
        self.body.get(name).filter(|value| !value.is_null())
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.parameter(name)?.as_str()
    }

    fn require(&self, name: &str) -> Verdict {
        if self.parameter(name).is_some() { Ok(()) } else { Err(missing(name)) }
    }

    fn parameters(&self) -> &'static [Parameter] {
        match self.endpoint {
            Endpoint::Chat => chat::PARAMETERS,
            Endpoint::Responses => responses::PARAMETERS,
        }
    }
}

pub(super) fn judge(endpoint: Endpoint, body: &Value, models: &Models) -> Verdict {
    let Some(body) = body.as_object() else {
        return Err(Rejection::new(400, "The body of a request must be a JSON object."));
    };
    let asked = Asked { endpoint, body };
    asked.require("model")?;
    every_parameter_is_known(&asked)?;
    every_value_fits(&asked)?;
    stream::judge(&asked)?;
    logprobs::judge(&asked)?;
    background_is_stored(&asked)?;
    cache::judge(&asked)?;
    let model = models.find(asked.text("model").unwrap_or_default())?;
    metadata::judge(&asked)?;
    input::judge(&asked, model)?;
    model::judge(&asked, model)?;
    let dialect = if model.fine_tuned { Dialect::FineTuned } else { Dialect::Strict };
    tools::judge(&asked, dialect)?;
    match format::judge(&asked, model)? {
        Some(format) => judge_rules(Place::format(endpoint, format.name), dialect, format.schema),
        None => Ok(()),
    }
}

/// A misspelled option would have no effect, so it is refused.
fn every_parameter_is_known(asked: &Asked<'_>) -> Verdict {
    let known = asked.parameters();
    let unknown = asked.body.keys().find(|key| known.iter().all(|(name, _)| name != key));
    match unknown {
        Some(name) if (asked.endpoint, name.as_str()) == (Endpoint::Responses, "stop") => {
            Err(unknown_with_hint(name, " Did you mean 'store'?"))
        }
        Some(name) => Err(unknown_parameter(name)),
        None => Ok(()),
    }
}

fn every_value_fits(asked: &Asked<'_>) -> Verdict {
    asked.parameters().iter().try_for_each(|(name, kind)| match asked.parameter(name) {
        Some(value) => kind.judge(name, value),
        None => Ok(()),
    })
}

/// What is made in the background is kept until it is fetched.
fn background_is_stored(asked: &Asked<'_>) -> Verdict {
    let is = |name, value| asked.parameter(name).and_then(Value::as_bool) == Some(value);
    if is("background", true) && is("store", false) {
        let message = "Invalid 'store': a response in the background must be stored.";
        return Err(Rejection::new(400, message).param("store").code("invalid_value"));
    }
    Ok(())
}

pub(in crate::testing) fn unknown_parameter(name: &str) -> Rejection {
    unknown_with_hint(name, "")
}

fn unknown_with_hint(name: &str, hint: &str) -> Rejection {
    let message = format!("Unknown parameter: '{name}'.{hint}");
    Rejection::new(400, message).param(name).code("unknown_parameter")
}

pub(in crate::testing) fn missing(name: &str) -> Rejection {
    let message = format!("Missing required parameter: '{name}'.");
    Rejection::new(400, message).param(name).code("missing_required_parameter")
}

fn unsupported_parameter(name: &str, hint: &str) -> Rejection {
    let message =
        format!("Unsupported parameter: '{name}' is not supported with this model.{hint}");
    Rejection::new(400, message).param(name)
}

fn unsupported_value(name: &str, value: &str) -> Rejection {
    let message =
        format!("Unsupported value: '{name}' does not support '{value}' with this model.");
    Rejection::new(400, message).param(name).code("unsupported_value")
}

fn too_long(name: &str, maximum: usize, length: usize) -> Rejection {
    let message = format!(
        "Invalid '{name}': string too long. Expected a string with maximum length {maximum}, but \
         got a string with length {length} instead."
    );
    Rejection::new(400, message).param(name).code("string_above_max_length")
}

/// A text of at most so many characters.
fn at_most(name: &str, maximum: usize, text: &str) -> Verdict {
    let length = text.chars().count();
    if length <= maximum { Ok(()) } else { Err(too_long(name, maximum, length)) }
}

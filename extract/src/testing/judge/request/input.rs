use serde_json::Value;

use super::{
    Asked, Verdict, content, missing,
    parameter::{invalid_type, one_of},
    unsupported_value,
};
use crate::{
    Endpoint,
    testing::{judge::Rejection, models::Model},
};

/// What the model reads: a text (Responses), or messages.
pub(super) fn judge(asked: &Asked<'_>, model: Model) -> Verdict {
    if asked.parameter("previous_response_id").is_some()
        && asked.parameter("conversation").is_some()
    {
        let message = "Mutually exclusive parameters. Ensure you are only providing one of: \
                       'previous_response_id' or 'conversation'.";
        return Err(Rejection::new(400, message).code("mutually_exclusive_parameters"));
    }
    let name = match asked.endpoint {
        Endpoint::Chat => "messages",
        Endpoint::Responses => "input",
    };
    match asked.parameter(name) {
        // A stored prompt may hold the whole input.
        None if asked.parameter("prompt").is_some() => Ok(()),
        None => Err(missing(name)),
        Some(Value::String(_)) => Ok(()),
        Some(Value::Array(messages)) if messages.is_empty() => Err(empty(name)),
        Some(Value::Array(messages)) => messages
            .iter()
            .enumerate()
            .try_for_each(|(index, one)| message(asked, model, &format!("{name}[{index}]"), one)),
        Some(other) => Err(invalid_type(name, "a string or an array", other)),
    }
}

fn message(asked: &Asked<'_>, model: Model, name: &str, message: &Value) -> Verdict {
    if !message.is_object() {
        return Err(invalid_type(name, "an object", message));
    }
    // On Responses, the items of former answers are sent back as they came.
    let is_item = message.get("type").is_some_and(|kind| kind != "message");
    if asked.endpoint == Endpoint::Responses && is_item {
        return Ok(());
    }
    let roles: &[&str] = match asked.endpoint {
        Endpoint::Chat => &["assistant", "developer", "function", "system", "tool", "user"],
        Endpoint::Responses => &["assistant", "developer", "system", "user"],
    };
    let role_name = format!("{name}.role");
    let role = message.get("role").ok_or_else(|| missing(&role_name))?;
    let role = role.as_str().ok_or_else(|| invalid_type(&role_name, "a string", role))?;
    one_of(&role_name, role, roles)?;
    if model.refused_roles.contains(&role) {
        return Err(unsupported_value(&role_name, role));
    }
    content::judge(asked.endpoint, role, &format!("{name}.content"), message.get("content"))
}

fn empty(name: &str) -> Rejection {
    let message = format!(
        "Invalid '{name}': empty array. Expected an array with minimum length 1, but got an empty \
         array instead."
    );
    Rejection::new(400, message).param(name).code("empty_array")
}

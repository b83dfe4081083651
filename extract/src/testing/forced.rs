use serde_json::Value;

use crate::Endpoint;

/// The function that the model must call: the one that is named, or the only one there is.
pub(super) fn tool(endpoint: Endpoint, asked: &Value) -> Option<&str> {
    let name = match endpoint {
        Endpoint::Chat => "/function/name",
        Endpoint::Responses => "/name",
    };
    let choice = asked.get("tool_choice")?;
    match (choice.as_str(), asked.get("tools")?.as_array()?.as_slice()) {
        (Some("required"), [only]) => only.pointer(name),
        _ => choice.pointer(name),
    }?
    .as_str()
}

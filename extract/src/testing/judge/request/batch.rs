use serde_json::Value;

use super::{
    Asked, Verdict, metadata, missing,
    parameter::{Kind, Parameter},
    unknown_parameter,
};
use crate::{
    Endpoint,
    testing::{files::Lifetime, judge::Rejection},
};

const PARAMETERS: &[Parameter] = &[
    ("completion_window", Kind::OneOf(&["24h"])),
    ("endpoint", Kind::OneOf(&["/v1/responses", "/v1/chat/completions"])),
    ("input_file_id", Kind::Text),
    ("metadata", Kind::Object),
    ("output_expires_after", Kind::Object),
];
const REQUIRED: [&str; 3] = ["input_file_id", "endpoint", "completion_window"];

/// What makes a batch, without a look at its file.
pub(in crate::testing::judge) fn judge(body: &Value) -> Verdict {
    let Some(body) = body.as_object() else {
        return Err(Rejection::new(400, "The body of a request must be a JSON object."));
    };
    // A batch is for both endpoints; nothing below asks which.
    let asked = Asked { endpoint: Endpoint::Responses, body };
    if let Some(name) = body.keys().find(|key| PARAMETERS.iter().all(|(name, _)| name != key)) {
        return Err(unknown_parameter(name));
    }
    if let Some(name) = REQUIRED.iter().find(|name| asked.parameter(name).is_none()) {
        return Err(missing(name));
    }
    for (name, kind) in PARAMETERS {
        if let Some(value) = asked.parameter(name) {
            kind.judge(name, value)?;
        }
    }
    if let Some(lifetime) = asked.parameter("output_expires_after") {
        Lifetime::of_object("output_expires_after", lifetime)?;
    }
    metadata::judge(&asked)
}

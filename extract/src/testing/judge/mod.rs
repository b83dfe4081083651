//! Says of a request what the real service would say.

mod rejection;

pub use rejection::Rejection;

use serde_json::Value;

use super::{Endpoint, Request, models::Models};

/// Whether the service takes this schema under this format name.
///
/// # Errors
///
/// The answer that the service would give.
pub fn judge_schema(_name: &str, _schema: &str) -> Result<(), Rejection> {
    Ok(())
}

/// Whether the service takes this request body.
///
/// # Errors
///
/// The answer that the service would give.
pub fn judge_request(_endpoint: Endpoint, _body: &Value) -> Result<(), Rejection> {
    Ok(())
}

pub(super) fn judge(
    _endpoint: Endpoint,
    request: &Request,
    _models: &Models,
) -> Result<Value, Rejection> {
    serde_json::from_str(request.text()).map_err(|_| {
        Rejection::new(
            400,
            "We could not parse the JSON body of your request. (HINT: the API expects a JSON \
             payload, but what was sent was not valid JSON.)",
        )
    })
}

use super::{Request, judge::Rejection};
use crate::Endpoint;

/// What a request is about.
pub(super) enum Route<'r> {
    Ask(Endpoint),
    /// Stop the run of this id.
    Cancel(&'r str),
    Model(&'r str),
    Models,
    /// The answer of this id, which may still be in the making.
    Response(&'r str),
}

impl<'r> Route<'r> {
    pub(super) fn of(request: &'r Request) -> Result<Self, Rejection> {
        let (method, path) = (request.method(), request.path());
        let (wanted, route) = match (request.endpoint(), path.strip_prefix("/v1/models")) {
            (Some(endpoint), _) => ("POST", Self::Ask(endpoint)),
            (None, Some("")) => ("GET", Self::Models),
            (None, None) => match of_run(path) {
                Some((method, route)) => (method, route),
                None => return Err(Rejection::new(404, format!("Invalid URL ({method} {path})"))),
            },
            (None, rest) => match rest.and_then(|rest| rest.strip_prefix('/')) {
                Some(id) if !id.is_empty() => ("GET", Self::Model(id)),
                _ => return Err(Rejection::new(404, format!("Invalid URL ({method} {path})"))),
            },
        };
        if method == wanted {
            return Ok(route);
        }
        let message = format!("Not allowed to {method} on {path}. (HINT: use {wanted})");
        Err(Rejection::new(405, message).code("method_not_supported"))
    }
}

/// What is below `/v1/responses/`, and the method that it takes.
fn of_run(path: &str) -> Option<(&'static str, Route<'_>)> {
    let rest = path.strip_prefix("/v1/responses/")?;
    match rest.split_once('/') {
        Some((id, "cancel")) if !id.is_empty() => Some(("POST", Route::Cancel(id))),
        None if !rest.is_empty() => Some(("GET", Route::Response(rest))),
        _ => None,
    }
}

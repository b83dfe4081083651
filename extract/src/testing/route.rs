use super::{Request, judge::Rejection};
use crate::Endpoint;

/// What a request is about.
pub(super) enum Route<'r> {
    Ask(Endpoint),
    Model(&'r str),
    Models,
}

impl<'r> Route<'r> {
    pub(super) fn of(request: &'r Request) -> Result<Self, Rejection> {
        let (method, path) = (request.method(), request.path());
        let (wanted, route) = match (request.endpoint(), path.strip_prefix("/v1/models")) {
            (Some(endpoint), _) => ("POST", Self::Ask(endpoint)),
            (None, Some("")) => ("GET", Self::Models),
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

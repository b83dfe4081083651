use super::{Request, judge::Rejection};
use crate::Endpoint;

/// What a request is about.
pub(super) enum Route<'r> {
    Ask(Endpoint),
    Batch(BatchRoute<'r>),
    /// Stop the run of this id.
    Cancel(&'r str),
    File(FileRoute<'r>),
    Model(&'r str),
    Models,
    /// The answer of this id, which may still be in the making.
    Response(&'r str),
}

/// What is wanted of batches; texts are ids.
#[derive(Clone, Copy)]
pub(super) enum BatchRoute<'r> {
    Cancel(&'r str),
    Create,
    List,
    Poll(&'r str),
}

/// What is wanted of files; texts are ids.
#[derive(Clone, Copy)]
pub(super) enum FileRoute<'r> {
    Content(&'r str),
    Delete(&'r str),
    Describe(&'r str),
    List,
    Upload,
}

impl<'r> Route<'r> {
    pub(super) fn of(request: &'r Request) -> Result<Self, Rejection> {
        let (method, path) = (request.method(), request.path());
        let routes = match request.endpoint() {
            Some(endpoint) => vec![("POST", Self::Ask(endpoint))],
            None => below(path),
        };
        if routes.is_empty() {
            return Err(Rejection::new(404, format!("Invalid URL ({method} {path})")));
        }
        let wanted: Vec<_> = routes.iter().map(|(wanted, _)| *wanted).collect();
        let found = routes.into_iter().find(|(wanted, _)| *wanted == method);
        found.map(|(_, route)| route).ok_or_else(|| {
            let wanted = wanted.join(" or ");
            let message = format!("Not allowed to {method} on {path}. (HINT: use {wanted})");
            Rejection::new(405, message).code("method_not_supported")
        })
    }
}

/// What a path takes, by method.
fn below(path: &str) -> Vec<(&'static str, Route<'_>)> {
    // The names of models may have a `/` in them.
    if let Some(id) = path.strip_prefix("/v1/models/").filter(|id| !id.is_empty()) {
        return vec![("GET", Route::Model(id))];
    }
    let mut steps = path.strip_prefix("/v1/").unwrap_or_default().split('/');
    let steps = [steps.next(), steps.next(), steps.next(), steps.next()];
    match steps {
        [_, Some(""), ..] | [_, _, _, Some(_)] => vec![],
        [Some("models"), None, ..] => vec![("GET", Route::Models)],
        [Some("responses"), Some(id), None, _] => vec![("GET", Route::Response(id))],
        [Some("responses"), Some(id), Some("cancel"), _] => vec![("POST", Route::Cancel(id))],
        [Some("batches"), rest @ ..] => of_batches(rest),
        [Some("files"), rest @ ..] => of_files(rest),
        _ => vec![],
    }
}

fn of_batches<'r>(steps: [Option<&'r str>; 3]) -> Vec<(&'static str, Route<'r>)> {
    match steps {
        [None, ..] => vec![
            ("GET", Route::Batch(BatchRoute::List)),
            ("POST", Route::Batch(BatchRoute::Create)),
        ],
        [Some(id), None, _] => vec![("GET", Route::Batch(BatchRoute::Poll(id)))],
        [Some(id), Some("cancel"), _] => vec![("POST", Route::Batch(BatchRoute::Cancel(id)))],
        _ => vec![],
    }
}

fn of_files<'r>(steps: [Option<&'r str>; 3]) -> Vec<(&'static str, Route<'r>)> {
    match steps {
        [None, ..] => {
            vec![("GET", Route::File(FileRoute::List)), ("POST", Route::File(FileRoute::Upload))]
        }
        [Some(id), None, _] => vec![
            ("GET", Route::File(FileRoute::Describe(id))),
            ("DELETE", Route::File(FileRoute::Delete(id))),
        ],
        [Some(id), Some("content"), _] => vec![("GET", Route::File(FileRoute::Content(id)))],
        _ => vec![],
    }
}

use serde::Deserialize;

use super::{
    Malformed,
    forgiving::{List, Object, Text},
};

/// Reads the list of models: `GET /models`.
///
/// # Errors
///
/// [`Malformed`] when the body is no such list.
pub fn models(body: &[u8]) -> Result<Vec<String>, Malformed> {
    let body: Object<Body> = serde_json::from_slice(body)?;
    let list = body.0.and_then(|body| body.data);
    let list = list.ok_or_else(|| Malformed::new("it has no `data`"))?;
    Ok(list.0.into_iter().filter_map(|model| model.0?.id.0).collect())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    data: Option<List<Object<Model>>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Model {
    id: Text,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_read() {
        let body = br#"{"object":"list","data":[{"id":"a","created":1},{"id":7},{"id":"b"}]}"#;
        assert_eq!(models(body), Ok(vec!["a".to_owned(), "b".to_owned()]));
        for body in ["{}", "[]", "[[]]", "null", "7", "\"data\"", "<html>", ""] {
            assert!(models(body.as_bytes()).is_err(), "{body}");
        }
    }
}

use serde::Deserialize;

use crate::wire::{
    Malformed,
    forgiving::{self, Text},
};

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<T> {
    /// What stands on it.
    pub items: Vec<T>,
    /// The `after` of the next page; `None` on the last one.
    pub after: Option<String>,
}

/// Unlike in an answer, nothing is passed over here: what is not in a list is looked for elsewhere.
pub(super) fn read_page<'a, B: Deserialize<'a>, T>(
    body: &'a [u8],
    read: impl Fn(B) -> Result<T, Malformed>,
    id: impl Fn(&T) -> &str,
) -> Result<Page<T>, Malformed> {
    let list: List<B> = forgiving::read(body)?;
    let items: Vec<T> = list.data.into_iter().map(read).collect::<Result<_, _>>()?;
    let last = || items.last().map(|item| id(item).to_owned());
    let after = if list.has_more { list.last_id.0.or_else(last) } else { None };
    Ok(Page { items, after })
}

#[derive(Deserialize)]
struct List<B> {
    data: Vec<B>,
    #[serde(default)]
    has_more: bool,
    #[serde(default)]
    last_id: Text,
}

#[cfg(test)]
mod tests {
    use crate::wire::batch::{read_files, read_jobs};

    #[test]
    fn a_page_says_where_the_next_one_begins() {
        let cases = [
            (r#"{"data":[],"has_more":false}"#, Some((0, None))),
            (
                r#"{"data":[{"id":"a"},{"id":"b"}],"has_more":true,"last_id":"b"}"#,
                Some((2, Some("b"))),
            ),
            (r#"{"data":[{"id":"a"},{"id":"b"}],"has_more":true}"#, Some((2, Some("b")))),
            (r#"{"data":[{"id":"a"}],"has_more":false,"last_id":"a"}"#, Some((1, None))),
            (r#"{"data":[{"id":"a"}]}"#, Some((1, None))),
            (r#"{"data":[{}]}"#, None),
            (r#"{"has_more":false}"#, None),
        ];
        for (body, expected) in cases {
            let page = read_files(body.as_bytes()).ok();
            let page = page.map(|page| (page.items.len(), page.after));
            assert_eq!(
                page,
                expected.map(|(count, after)| (count, after.map(str::to_owned))),
                "{body}"
            );
        }
    }

    #[test]
    fn a_batch_in_a_list_has_its_metadata() {
        let body =
            br#"{"data":[{"id":"b","status":"failed","created_at":7,"metadata":{"a":"1","n":2}}]}"#;
        let page = read_jobs(body).unwrap();
        assert_eq!(page.items[0].metadata, [("a".to_owned(), "1".to_owned())]);
        assert_eq!(page.items[0].created_at, Some(7));
    }
}

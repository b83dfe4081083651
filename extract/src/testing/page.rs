use serde_json::{Value, json};

use super::{judge::Rejection, reply::Reply};

/// The part of a list that a query asks for: `after`, `limit` and `order`.
pub(super) struct Page<'q> {
    query: &'q str,
    limit: usize,
}

impl<'q> Page<'q> {
    pub(super) fn of_query(
        query: &'q str,
        default: usize,
        maximum: usize,
    ) -> Result<Self, Rejection> {
        let page = Self { query, limit: default };
        let Some(asked) = page.parameter("limit") else { return Ok(page) };
        match asked.parse() {
            Ok(limit) if (1..=maximum).contains(&limit) => Ok(Self { query, limit }),
            _ => Err(invalid("limit", &format!("expected an integer from 1 to {maximum}"))),
        }
    }

    /// A parameter of the query. Ids and words have nothing in them that a URL escapes.
    pub(super) fn parameter(&self, name: &str) -> Option<&'q str> {
        let pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        let mut values = pairs.filter(|(found, _)| *found == name).map(|(_, value)| value);
        values.next()
    }

    /// The list object, of objects with their ids, newest first.
    pub(super) fn of<'i>(
        &self,
        newest_first: impl DoubleEndedIterator<Item = (&'i str, Value)>,
    ) -> Result<Reply, Rejection> {
        match self.parameter("order") {
            None | Some("desc") => self.cut(newest_first),
            Some("asc") => self.cut(newest_first.rev()),
            Some(_) => Err(invalid("order", "expected 'asc' or 'desc'")),
        }
    }

    fn cut<'i>(
        &self,
        mut items: impl Iterator<Item = (&'i str, Value)>,
    ) -> Result<Reply, Rejection> {
        if let Some(after) = self.parameter("after")
            && !items.by_ref().any(|(id, _)| id == after)
        {
            return Err(invalid("after", &format!("there is no object with the id '{after}'")));
        }
        let (ids, data): (Vec<_>, Vec<_>) = items.by_ref().take(self.limit).unzip();
        let list = json!({
            "object": "list",
            "data": data,
            "first_id": ids.first(),
            "last_id": ids.last(),
            "has_more": items.next().is_some(),
        });
        Ok(Reply::json(200, &list))
    }
}

fn invalid(name: &str, why: &str) -> Rejection {
    Rejection::new(400, format!("Invalid '{name}': {why}.")).param(name).code("invalid_value")
}

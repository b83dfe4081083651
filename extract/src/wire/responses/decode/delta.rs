//! The event of which a stream has most.

use super::slots::Kind;
use crate::wire::{
    SseEvent,
    scan::{Scan, first},
};

/// More of a text: a JSON string, and where it belongs.
pub(super) struct Delta<'a> {
    pub(super) kind: Kind,
    pub(super) item: Option<u64>,
    pub(super) index: u64,
    pub(super) json: &'a str,
}

impl<'a> Delta<'a> {
    /// Reads the event of which a stream has most. `None` for any other, and for one that is not as the
    /// service writes it.
    #[inline]
    pub(super) fn of(event: &SseEvent<'a>) -> Option<Self> {
        let (mut kind, mut item, mut index, mut json) = (None, None, None, None);
        let mut scan = Scan::new(event.data);
        scan.object(|scan, key| match key {
            b"type" => first(&mut kind, scan.plain()?),
            b"delta" => first(&mut json, scan.string()?),
            b"output_index" => first(&mut item, scan.number()?),
            b"content_index" => first(&mut index, scan.number()?),
            b"arguments" | b"error" | b"item" | b"name" | b"refusal" | b"response"
            | b"summary_index" | b"text" => None,
            _ => scan.skip(),
        })?;
        let kind = match kind? {
            b"response.output_text.delta" => Kind::Text,
            b"response.function_call_arguments.delta" if index.is_none() => Kind::Arguments,
            _ => return None,
        };
        let index = index.unwrap_or_default();
        scan.is_at_end().then_some(Self { kind, item, index, json: json? })
    }
}

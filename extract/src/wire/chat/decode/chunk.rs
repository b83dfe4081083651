//! What comes in a chunk. Nothing is read before it is known what for.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::wire::{
    SseEvent,
    forgiving::{Object, Text, pass_over},
    scan::{Scan, first},
};

#[derive(Deserialize)]
pub(super) struct Chunk<'a> {
    #[serde(borrow)]
    pub(super) choices: Option<Choices<'a>>,
    #[serde(borrow)]
    pub(super) detail: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) error: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) message: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) model: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) service_tier: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) usage: Option<&'a RawValue>,
}

/// The first choice, of those that a chunk brings more of.
#[derive(Default)]
pub(super) struct Choices<'a> {
    pub(super) is_list: bool,
    pub(super) first: Option<Delivered<'a>>,
}

/// More of a choice.
#[derive(Deserialize)]
pub(super) struct Delivered<'a> {
    #[serde(borrow, default)]
    pub(super) delta: Object<Delta<'a>>,
    #[serde(borrow)]
    pub(super) error: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) finish_reason: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) index: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) logprobs: Option<&'a RawValue>,
    /// From servers that send the whole answer as one chunk.
    #[serde(borrow, default)]
    pub(super) message: Object<Delta<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Delta<'a> {
    #[serde(borrow)]
    pub(super) content: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) refusal: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) tool_calls: Option<&'a RawValue>,
}

/// More of a call.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Fragment<'a> {
    #[serde(borrow)]
    pub(super) function: Object<FunctionFragment<'a>>,
    pub(super) id: Text,
    #[serde(borrow)]
    pub(super) index: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct FunctionFragment<'a> {
    #[serde(borrow)]
    pub(super) arguments: Option<&'a RawValue>,
    pub(super) name: Text,
}

/// The chunk of which a stream has most, as OpenAI and most compatible servers write it: more content, and
/// nothing else.
#[derive(Default)]
pub(super) struct PlainDelta<'a> {
    pub(super) id: Option<&'a str>,
    pub(super) model: Option<&'a str>,
    pub(super) service_tier: Option<&'a str>,
    pub(super) content: &'a str,
}

impl<'a> PlainDelta<'a> {
    #[inline]
    pub(super) fn of(event: &SseEvent<'a>) -> Option<Self> {
        let (mut names, mut content) = ([None; 3], None);
        let mut has_choices = false;
        let mut scan = Scan::new(event.data);
        scan.object(|scan, key| {
            let [id, model, service_tier] = &mut names;
            match key {
                b"id" => first(id, scan.name()?),
                b"model" => first(model, scan.name()?),
                b"service_tier" if scan.null().is_none() => first(service_tier, scan.name()?),
                b"service_tier" => Some(()),
                b"choices" if !std::mem::replace(&mut has_choices, true) => {
                    scan.only_item(|scan| plain_choice(scan, &mut content))
                }
                b"usage" => scan.null(),
                b"choices" | b"detail" | b"error" | b"message" => None,
                _ => scan.skip(),
            }
        })?;
        let [id, model, service_tier] = names;
        let is_plain = scan.is_at_end() && event.name != "error";
        is_plain.then_some(Self { id, model, service_tier, content: content? })
    }
}

/// Reads a choice that brings more content, and nothing else.
#[inline]
fn plain_choice<'a>(scan: &mut Scan<'a>, content: &mut Option<&'a str>) -> Option<()> {
    let mut has_index = false;
    scan.object(|scan, key| match key {
        b"index" if !std::mem::replace(&mut has_index, true) => (scan.number()? == 0).then_some(()),
        b"delta" => scan.object(|scan, key| match key {
            b"content" => first(content, scan.string()?),
            b"refusal" | b"tool_calls" => scan.null(),
            _ => scan.skip(),
        }),
        b"finish_reason" | b"logprobs" => scan.null(),
        b"error" | b"index" | b"message" => None,
        _ => scan.skip(),
    })
}

impl<'de: 'a, 'a> Deserialize<'de> for Choices<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Choices<'de>;
    pass_over!(Choices<'de>: scalars, numbers, text, object);

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Choices<'de>, A::Error> {
        let mut choices = Choices { is_list: true, first: None };
        while let Some(choice) = list.next_element::<Object<Delivered<'de>>>()? {
            let is_first = |choice: &Delivered<'_>| {
                choice
                    .index
                    .is_none_or(|index| index.get().parse().map_or(true, |index: u64| index == 0))
            };
            if choices.first.is_none() {
                choices.first = choice.0.filter(is_first);
            }
        }
        Ok(choices)
    }
}

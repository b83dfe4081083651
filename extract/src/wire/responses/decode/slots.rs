//! The items of a run, while they arrive.

use serde_json::value::RawValue;

use super::{Item, SummaryPart, delta::Delta, stream::Event};
use crate::{
    TokenLogprob,
    wire::{
        Malformed, echo,
        forgiving::{List, Object, Text},
        logprobs,
        pieces::{Pieces, Span},
    },
};

/// Items of one run at most; each event looks for its own among them.
const MAX_ITEMS: usize = 10_000;

/// Items by their place in the output. Ids say nothing: there are servers that change them from event to
/// event.
#[derive(Debug, Default)]
pub(super) struct Slots {
    /// The tool that the answer comes through.
    tool: Option<String>,
    slots: Vec<Slot>,
    /// Where the last event belonged.
    last: usize,
}

#[derive(Debug)]
struct Slot {
    index: u64,
    item: Item,
    is_done: bool,
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    kind: Kind,
    index: u64,
    text: usize,
    /// Of the text.
    logprobs: Vec<TokenLogprob>,
}

/// Those whose texts an item holds itself.
const KINDS: [Kind; 3] = [Kind::Arguments, Kind::Refusal, Kind::Text];

/// What a text of an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Arguments,
    Refusal,
    Summary,
    Text,
}

impl Slots {
    pub(super) fn new(tool: Option<&str>) -> Self {
        Self { tool: tool.map(str::to_owned), ..Self::default() }
    }

    /// False for an event of a kind that nobody knows.
    pub(super) fn read(
        &mut self,
        kind: &str,
        event: &Event<'_>,
        pieces: &mut Pieces,
    ) -> Result<bool, Malformed> {
        match kind {
            "response.output_text.delta" => {
                self.delta(Kind::Text, event, pieces)?;
                self.keep_tokens(event, false, pieces)?;
            }
            "response.refusal.delta" => self.delta(Kind::Refusal, event, pieces)?,
            "response.function_call_arguments.delta" => {
                self.delta(Kind::Arguments, event, pieces)?;
            }
            "response.reasoning_summary_text.delta" => {
                self.delta(Kind::Summary, event, pieces)?;
            }
            "response.output_text.done" => {
                self.fill(Kind::Text, event, event.text, pieces)?;
                self.keep_tokens(event, true, pieces)?;
            }
            "response.refusal.done" => self.fill(Kind::Refusal, event, event.refusal, pieces)?,
            "response.function_call_arguments.done" => {
                self.fill(Kind::Arguments, event, event.arguments, pieces)?;
            }
            "response.reasoning_summary_text.done" => {
                self.fill(Kind::Summary, event, event.text, pieces)?;
            }
            "response.output_item.added" => self.begin(event, pieces)?,
            "response.output_item.done" => self.end(event, pieces)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Whether there is a call, or a message that may be the answer.
    pub(super) fn has_answer(&self, pieces: &Pieces) -> bool {
        self.slots.iter().any(|slot| slot.is_call() || slot.is_answer(pieces))
    }

    fn delta(
        &mut self,
        kind: Kind,
        event: &Event<'_>,
        pieces: &mut Pieces,
    ) -> Result<(), Malformed> {
        let Some(json) = event.delta else { return Ok(()) };
        let (item, index) = (number(event.output_index), kind.index(event));
        self.grow(&Delta { kind, item, index, json: json.get() }, pieces)
    }

    #[inline]
    pub(super) fn grow(&mut self, delta: &Delta<'_>, pieces: &mut Pieces) -> Result<(), Malformed> {
        let position = self.position(delta.item, delta.kind)?;
        let text = self.part(position, delta.kind, delta.index, pieces)?;
        let span = pieces.grow(text, delta.json)?;
        self.tell(position, delta.kind, span, pieces);
        Ok(())
    }

    /// Takes a whole text where no part of it came before.
    fn fill(
        &mut self,
        kind: Kind,
        event: &Event<'_>,
        whole: Option<&RawValue>,
        pieces: &mut Pieces,
    ) -> Result<(), Malformed> {
        let position = self.position(number(event.output_index), kind)?;
        if let (Some(slot), Some(name)) = (self.slots.get_mut(position), event.name)
            && slot.item.name.0.is_none()
        {
            pieces.keep(name.get().len())?;
            slot.item.name = serde_json::from_str(name.get()).unwrap_or_default();
        }
        let Some(whole) = whole.filter(|whole| whole.get().starts_with('"')) else { return Ok(()) };
        let text = self.part(position, kind, kind.index(event), pieces)?;
        if pieces.text(text).is_empty() {
            let whole = pieces.resolve_json(whole.get())?;
            let span = pieces.grow(text, &whole)?;
            self.tell(position, kind, span, pieces);
        }
        Ok(())
    }

    /// Keeps the tokens of the text that an event just brought: of more of it, or of the whole.
    fn keep_tokens(
        &mut self,
        event: &Event<'_>,
        of_whole: bool,
        pieces: &mut Pieces,
    ) -> Result<(), Malformed> {
        let mut tokens = event.logprobs.map(logprobs::read).unwrap_or_default();
        pieces.keep(logprobs::weight(&tokens))?;
        let place = (Kind::Text, Kind::Text.index(event));
        let parts = self.slots.get_mut(self.last).into_iter().flat_map(|slot| &mut slot.parts);
        let part = parts.into_iter().find(|part| (part.kind, part.index) == place);
        match part.filter(|_| !tokens.is_empty()) {
            Some(part) if of_whole => part.logprobs = tokens,
            Some(part) => part.logprobs.append(&mut tokens),
            None => {}
        }
        Ok(())
    }

    fn begin(&mut self, event: &Event<'_>, pieces: &mut Pieces) -> Result<(), Malformed> {
        let index = number(event.output_index).unwrap_or_else(|| {
            let after = |slot: &Slot| slot.index.saturating_add(1);
            self.slots.iter().map(after).max().unwrap_or_default()
        });
        self.last = self.find(index, Item::default)?;
        if let Some(slot) = self.slots.get_mut(self.last).filter(|slot| !slot.is_done) {
            slot.item = kept_item(event.item, pieces)?;
            for kind in KINDS {
                pieces.resolve(kind.text(&mut slot.item))?;
            }
        }
        Ok(())
    }

    /// The item as it is at last. A text of it is kept only where it is another one than came before.
    fn end(&mut self, event: &Event<'_>, pieces: &mut Pieces) -> Result<(), Malformed> {
        let position = self.position(number(event.output_index), Kind::Text)?;
        let mut item = kept_item(event.item, pieces)?;
        for kind in KINDS {
            let mut whole = std::mem::take(kind.text(&mut item));
            let Some(slot) = self.slots.get_mut(position) else { return Ok(()) };
            if whole == echo::MARK
                && pieces.only_text().is_some_and(|text| slot.texts(kind).eq([text]))
            {
                continue;
            }
            pieces.resolve(&mut whole)?;
            if slot.has(kind, pieces) {
                if !slot.is_told(kind, &whole, pieces) {
                    *kind.text(&mut item) = whole;
                }
            } else if !whole.is_empty() {
                slot.item.phase = Text(item.phase.0.clone());
                let text = self.part(position, kind, 0, pieces)?;
                let span = pieces.add(text, &whole)?;
                self.tell(position, kind, span, pieces);
            }
        }
        if let Some(slot) = self.slots.get_mut(position) {
            slot.item = item;
            slot.is_done = true;
        }
        Ok(())
    }

    /// Where an event belongs; without a place it is more of the last item.
    #[inline]
    fn position(&mut self, index: Option<u64>, kind: Kind) -> Result<usize, Malformed> {
        let is_last = |slot: &Slot| index.is_none_or(|index| slot.index == index);
        if !self.slots.get(self.last).is_some_and(is_last) {
            self.last = self.find(index.unwrap_or_default(), || kind.item())?;
        }
        Ok(self.last)
    }

    fn find(&mut self, index: u64, item: impl FnOnce() -> Item) -> Result<usize, Malformed> {
        if let Some(position) = self.slots.iter().position(|slot| slot.index == index) {
            return Ok(position);
        }
        if self.slots.len() == MAX_ITEMS {
            return Err(Malformed::new(format!("a stream has more than {MAX_ITEMS} items")));
        }
        self.slots.push(Slot { index, item: item(), is_done: false, parts: Vec::new() });
        Ok(self.slots.len() - 1)
    }

    #[inline]
    fn part(
        &mut self,
        position: usize,
        kind: Kind,
        index: u64,
        pieces: &mut Pieces,
    ) -> Result<usize, Malformed> {
        let Some(slot) = self.slots.get_mut(position) else { return pieces.open() };
        if let Some(part) = slot.parts.iter().find(|part| (part.kind, part.index) == (kind, index))
        {
            return Ok(part.text);
        }
        let text = pieces.open()?;
        let after = slot.parts.iter().position(|part| (part.kind, part.index) > (kind, index));
        slot.parts.insert(
            after.unwrap_or(slot.parts.len()),
            Part { kind, index, text, logprobs: Vec::new() },
        );
        Ok(text)
    }

    /// Tells what may be part of the answer as such.
    #[inline]
    fn tell(&self, position: usize, kind: Kind, span: Span, pieces: &mut Pieces) {
        let is_answer = match kind {
            Kind::Summary => false,
            _ if pieces.teller() == Some(position) => true,
            _ => self.may_answer(position, kind, pieces.teller()),
        };
        match kind {
            Kind::Refusal if is_answer => pieces.tell_refusal(span),
            Kind::Arguments | Kind::Text if is_answer => pieces.tell_text(position, span),
            _ => pieces.tell_other(),
        }
    }

    /// Whether an item may be the answer, in the place of the one that was told.
    fn may_answer(&self, position: usize, kind: Kind, told: Option<usize>) -> bool {
        let Some(Slot { item, .. }) = self.slots.get(position) else { return false };
        let told = told.and_then(|told| self.slots.get(told));
        if kind == Kind::Arguments {
            let is_asked =
                self.tool.is_some() && (item.name.0.is_none() || item.name.0 == self.tool);
            return is_asked && !told.is_some_and(Slot::is_call);
        }
        let phase = |item: &Item, phase| item.phase.0.as_deref() == Some(phase);
        let is_better = |told: &Slot| {
            let is_same = told.item.id.0.is_some() && told.item.id.0 == item.id.0;
            let is_final = phase(&told.item, "final_answer") && !phase(item, "final_answer");
            is_same || is_final || told.is_call()
        };
        !phase(item, "commentary") && !told.is_some_and(is_better)
    }

    /// The items in order; one that did not end has no status, unless the whole run did not.
    pub(super) fn into_items(mut self, pieces: &mut Pieces, is_over: bool) -> Vec<Item> {
        self.slots.sort_by_key(|slot| slot.index);
        self.slots.into_iter().map(|slot| slot.into_item(pieces, is_over)).collect()
    }
}

impl Slot {
    fn is_call(&self) -> bool {
        self.item.kind.0.as_deref() == Some("function_call")
    }

    fn is_answer(&self, pieces: &Pieces) -> bool {
        let content = &self.item.content;
        let is_empty = content.text.is_empty() && content.refusal.is_empty();
        self.item.phase.0.as_deref() != Some("commentary")
            && (!is_empty || self.has(Kind::Text, pieces) || self.has(Kind::Refusal, pieces))
    }

    /// The texts of a kind, in order.
    fn texts(&self, kind: Kind) -> impl Iterator<Item = usize> {
        self.parts.iter().filter(move |part| part.kind == kind).map(|part| part.text)
    }

    fn has(&self, kind: Kind, pieces: &Pieces) -> bool {
        self.texts(kind).any(|text| !pieces.text(text).is_empty())
    }

    /// Whether these are the texts that came, one after the other. An empty one says nothing.
    fn is_told(&self, kind: Kind, whole: &str, pieces: &Pieces) -> bool {
        let mut texts = self.texts(kind);
        let rest = texts.try_fold(whole, |rest, text| rest.strip_prefix(pieces.text(text)));
        whole.is_empty() || rest == Some("")
    }

    fn into_item(mut self, pieces: &mut Pieces, is_over: bool) -> Item {
        if !self.is_done {
            let status = (!is_over).then(|| "in_progress".to_owned());
            self.item.status = Text(status);
        }
        for kind in KINDS {
            if kind.text(&mut self.item).is_empty() {
                let mut texts = self.texts(kind).map(|text| pieces.take(text));
                let first = texts.next().unwrap_or_default();
                let whole = texts.fold(first, |whole, text| whole + &text);
                *kind.text(&mut self.item) = whole;
            }
        }
        if self.item.content.logprobs.is_empty() {
            let texts = self.parts.iter_mut().filter(|part| part.kind == Kind::Text);
            let tokens = texts.flat_map(|part| std::mem::take(&mut part.logprobs));
            self.item.content.logprobs = tokens.collect();
        }
        if self.item.summary.0.is_empty() {
            let text = |text| Text(Some(pieces.take(text)));
            let part = |text| Object(Some(SummaryPart { text }));
            let parts = self.texts(Kind::Summary).map(text).map(part).collect();
            self.item.summary = List(parts);
        }
        self.item
    }
}

impl Kind {
    /// Which text of its item an event brings more of.
    fn index(self, event: &Event<'_>) -> u64 {
        let index = match self {
            Self::Arguments => None,
            Self::Refusal | Self::Text => event.content_index,
            Self::Summary => event.summary_index,
        };
        number(index).unwrap_or_default()
    }

    /// An item that was never announced.
    fn item(self) -> Item {
        let kind = match self {
            Self::Arguments => "function_call",
            Self::Refusal | Self::Text => "message",
            Self::Summary => "reasoning",
        };
        Item { kind: Text(Some(kind.to_owned())), ..Item::default() }
    }

    fn text(self, item: &mut Item) -> &mut String {
        match self {
            Self::Arguments => &mut item.arguments.0,
            Self::Refusal => &mut item.content.refusal,
            Self::Summary | Self::Text => &mut item.content.text,
        }
    }
}

fn kept_item(json: Option<&RawValue>, pieces: &mut Pieces) -> Result<Item, Malformed> {
    pieces.keep(json.map_or(0, |json| json.get().len()))?;
    let item = json.and_then(|json| serde_json::from_str::<Object<Item>>(json.get()).ok()?.0);
    Ok(item.unwrap_or_default())
}

#[inline]
fn number(json: Option<&RawValue>) -> Option<u64> {
    json?.get().parse().ok()
}

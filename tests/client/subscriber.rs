//! Keeps what `tracing` is told.

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span,
    subscriber::DefaultGuard,
};

/// A span or an event.
#[derive(Clone, Debug)]
pub struct Seen {
    pub name: &'static str,
    pub target: &'static str,
    pub level: Level,
    /// The names of the fields that it may have.
    pub fields: Vec<&'static str>,
    pub values: Vec<(&'static str, String)>,
    /// The number of the span that it stands in.
    pub parent: Option<usize>,
    pub is_span: bool,
}

impl Seen {
    pub fn value(&self, name: &str) -> Option<&str> {
        let (_, value) = self.values.iter().rev().find(|(it, _)| *it == name)?;
        Some(value)
    }
}

/// Listens to this thread until it is dropped.
pub struct Listening {
    seen: Arc<Mutex<Vec<Seen>>>,
    _guard: DefaultGuard,
}

impl Listening {
    pub fn start() -> Self {
        let keeper = Keeper::default();
        let seen = Arc::clone(&keeper.seen);
        Self { seen, _guard: tracing::subscriber::set_default(keeper) }
    }

    /// All that came since it was asked before.
    pub fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

#[derive(Default)]
struct Keeper {
    seen: Arc<Mutex<Vec<Seen>>>,
    entered: Mutex<Vec<usize>>,
}

impl Keeper {
    fn keep(&self, metadata: &'static Metadata<'static>, record: impl FnOnce(&mut Values)) -> u64 {
        let mut values = Values(Vec::new());
        record(&mut values);
        let mut seen = self.seen.lock().unwrap();
        seen.push(Seen {
            name: metadata.name(),
            target: metadata.target(),
            level: *metadata.level(),
            fields: metadata.fields().iter().map(|field| field.name()).collect(),
            values: values.0,
            parent: self.entered.lock().unwrap().last().copied(),
            is_span: metadata.is_span(),
        });
        seen.len() as u64
    }
}

/// What stands first has the number 0, and its span the id 1.
fn number(id: &span::Id) -> usize {
    id.into_u64() as usize - 1
}

impl Subscriber for Keeper {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(self.keep(span.metadata(), |values| span.record(values)))
    }

    fn record(&self, id: &span::Id, record: &span::Record<'_>) {
        let mut values = Values(Vec::new());
        record.record(&mut values);
        if let Some(span) = self.seen.lock().unwrap().get_mut(number(id)) {
            span.values.extend(values.0);
        }
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        self.keep(event.metadata(), |values| event.record(values));
    }

    fn enter(&self, id: &span::Id) {
        self.entered.lock().unwrap().push(number(id));
    }

    fn exit(&self, id: &span::Id) {
        assert_eq!(self.entered.lock().unwrap().pop(), Some(number(id)), "spans are nested");
    }
}

struct Values(Vec<(&'static str, String)>);

impl Visit for Values {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name(), value.to_owned()));
    }

    fn record_u64(&mut self, field: &Field, _: u64) {
        // Exporters write such numbers as text.
        assert_ne!(field.name().split_once('.').map(|(head, _)| head), Some("gen_ai"));
        self.record_str(field, "unsigned");
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push((field.name(), format!("{value:?}")));
    }
}

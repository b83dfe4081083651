//! Where an event belongs, and what it is there.

use super::{
    Event, Reader,
    content::{Slot, Start, Wants},
};

/// The way from the root to the value that is arriving. Each event walks it from the root: it is as
/// long as the text is deep, and nothing has to point into a value that moves while it grows.
#[derive(Debug, Default)]
pub(super) struct Path {
    /// The objects and lists that are open and shown, outermost first.
    open: Vec<Step>,
    /// Where the next value of the innermost object belongs.
    key: Option<u32>,
    /// Where the text that is open and shown belongs.
    text: u32,
    passed: Option<Passed>,
}

#[derive(Clone, Copy, Debug)]
struct Step {
    /// In the object or list around it; of no use at the root.
    place: u32,
    /// Where it starts.
    at: usize,
    is_list: bool,
    /// Whether its JSON text is read when it has ended.
    is_kept: bool,
    late: Late,
}

/// A tag should come first. What came before it is not known until the tag is, so an object whose tag
/// comes late is gone through once more when it has ended.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Late {
    No,
    /// A key was not known.
    Perhaps,
    /// And then it was told what the object is.
    Yes,
}

/// A value whose parts nobody looks at.
#[derive(Clone, Copy, Debug)]
struct Passed {
    at: usize,
    /// The objects and lists that are open in it, itself included.
    depth: usize,
    then: Then,
}

/// What becomes of a value that was passed over.
#[derive(Clone, Copy, Debug)]
enum Then {
    Nothing,
    /// What it is inside of waits for what came at this place.
    Told(u32),
    Whole(u32),
}

/// Where a value belongs.
enum Target<'a> {
    Nowhere,
    Slot(&'a mut dyn Slot, u32),
    Waits(u32),
}

/// What is left of a text.
#[derive(Debug, Default)]
pub(super) struct Kept {
    text: String,
    /// Where it starts in the whole.
    start: usize,
}

/// A part of a text, and where it starts in the whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window<'t> {
    text: &'t str,
    start: usize,
}

impl Kept {
    pub(super) fn push(&mut self, delta: &str) {
        self.text.push_str(delta);
    }

    /// Forgets what stands before this byte of the whole, or everything.
    pub(super) fn forget(&mut self, before: Option<usize>) {
        let before = before.unwrap_or(usize::MAX);
        let gone = before.saturating_sub(self.start).min(self.text.len());
        if self.text.is_char_boundary(gone) {
            self.text.drain(..gone);
            self.start += gone;
        }
    }

    pub(super) fn window(&self) -> Window<'_> {
        Window { text: &self.text, start: self.start }
    }
}

impl<'t> Window<'t> {
    fn get(self, start: usize, end: usize) -> &'t str {
        let inside = |at: usize| at.checked_sub(self.start);
        let range = inside(start).zip(inside(end));
        range.and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default()
    }
}

impl Path {
    /// Where the first value starts whose JSON text is read when it has ended.
    pub(super) fn kept(&self) -> Option<usize> {
        let passed = self.passed.filter(|passed| !matches!(passed.then, Then::Nothing));
        let mut open = self.open.iter();
        open.find(|step| step.is_kept).map(|step| step.at).or(passed.map(|passed| passed.at))
    }

    /// `text` is what was pushed, up to the event at least, from where [`kept`](Self::kept) said.
    pub(super) fn take(&mut self, root: &mut dyn Slot, text: Window<'_>, event: Event<'_>) {
        if let Some(passed) = &mut self.passed {
            let end = match event {
                Event::ObjectStart { .. } | Event::ListStart { .. } => {
                    passed.depth += 1;
                    return;
                }
                Event::ObjectEnd { end } | Event::ListEnd { end } => {
                    passed.depth = passed.depth.saturating_sub(1);
                    end
                }
                Event::StringEnd { end } => end,
                _ => return,
            };
            if passed.depth == 0 {
                let (raw, then) = (text.get(passed.at, end), passed.then);
                self.passed = None;
                self.give(root, raw, then);
            }
            return;
        }
        match event {
            Event::Key(key) => {
                self.key = at(root, &self.open).and_then(|slot| slot.key(key));
                if self.key.is_none() {
                    self.is_late(Late::No, Late::Perhaps);
                }
            }
            Event::Text(piece) => {
                if let Some(slot) = child(root, &self.open, self.text) {
                    slot.text(piece);
                }
            }
            Event::Number { text, .. } => self.plain(root, Start::Plain, text),
            Event::True { .. } => self.plain(root, Start::Plain, "true"),
            Event::False { .. } => self.plain(root, Start::Plain, "false"),
            Event::Null { .. } => self.plain(root, Start::Null, "null"),
            Event::ObjectStart { at } => self.begin(root, Start::Object, at),
            Event::ListStart { at } => self.begin(root, Start::List, at),
            Event::StringStart { at } => self.begin(root, Start::Text, at),
            Event::StringEnd { .. } => {
                if let Some(slot) = child(root, &self.open, self.text) {
                    slot.end("");
                }
            }
            Event::ObjectEnd { end } | Event::ListEnd { end } => {
                if let (Some(slot), Some(step)) = (at(root, &self.open), self.open.last()) {
                    let raw = if step.is_kept { text.get(step.at, end) } else { "" };
                    if step.late == Late::Yes {
                        again(slot, raw);
                    }
                    slot.end(raw);
                }
                self.open.pop();
            }
        }
    }

    fn is_late(&mut self, if_it_was: Late, now: Late) {
        if let Some(step) = self.open.last_mut()
            && step.late == if_it_was
        {
            step.late = now;
        }
    }

    /// A value of one event.
    fn plain(&mut self, root: &mut dyn Slot, start: Start, raw: &str) {
        match self.target(root) {
            Target::Nowhere => {}
            Target::Slot(slot, _) => {
                if slot.begin(start) == Wants::Whole {
                    slot.whole(raw);
                }
            }
            Target::Waits(place) => self.give(root, raw, Then::Told(place)),
        }
    }

    /// A value of many events begins.
    fn begin(&mut self, root: &mut dyn Slot, start: Start, at: usize) {
        let then = match self.target(root) {
            Target::Nowhere => Then::Nothing,
            Target::Slot(slot, place) => match (slot.begin(start), start) {
                (wants @ (Wants::Both | Wants::Children), Start::List | Start::Object) => {
                    let (is_list, is_kept) = (start == Start::List, wants == Wants::Both);
                    self.open.push(Step { place, at, is_list, is_kept, late: Late::No });
                    return;
                }
                (Wants::Text, Start::Text) => {
                    self.text = place;
                    return;
                }
                (Wants::Whole, _) => Then::Whole(place),
                _ => Then::Nothing,
            },
            Target::Waits(place) => Then::Told(place),
        };
        let depth = usize::from(start != Start::Text);
        self.passed = Some(Passed { at, depth, then });
    }

    /// Where the next value belongs.
    fn target<'a>(&self, root: &'a mut dyn Slot) -> Target<'a> {
        let Some(innermost) = self.open.last() else { return Target::Slot(root, 0) };
        let Some(around) = at(root, &self.open) else { return Target::Nowhere };
        let place = if innermost.is_list { around.item() } else { self.key };
        let Some(place) = place else { return Target::Nowhere };
        match around.child(place) {
            Some(slot) => Target::Slot(slot, place),
            None => Target::Waits(place),
        }
    }

    /// The text of a value that was passed over.
    fn give(&mut self, root: &mut dyn Slot, raw: &str, then: Then) {
        match then {
            Then::Nothing => {}
            Then::Told(place) => {
                // What told nothing, an unknown tag, is no reason to go through it once more.
                if at(root, &self.open).is_some_and(|slot| slot.told(place, raw)) {
                    self.is_late(Late::Perhaps, Late::Yes);
                }
            }
            Then::Whole(place) => {
                if let Some(slot) = child(root, &self.open, place) {
                    slot.whole(raw);
                }
            }
        }
    }
}

/// The innermost object or list.
fn at<'a>(root: &'a mut dyn Slot, open: &[Step]) -> Option<&'a mut dyn Slot> {
    let mut slot = root;
    for step in open.iter().skip(1) {
        slot = slot.child(step.place)?;
    }
    Some(slot)
}

/// What stands in the innermost object or list, or is the root.
fn child<'a>(root: &'a mut dyn Slot, open: &[Step], place: u32) -> Option<&'a mut dyn Slot> {
    if open.is_empty() { Some(root) } else { at(root, open)?.child(place) }
}

/// Gives an object once more to what is known of it now.
fn again(slot: &mut dyn Slot, raw: &str) {
    // Lent: one that stands in another that came late would be held at every depth.
    let (mut path, text) = (Path::default(), Window { text: raw, start: 0 });
    // It was read before, so it is whole.
    let _ = Reader::default().push(raw, |event| path.take(&mut Again(slot), text, event));
}

/// An object that has begun before. In it, what has a value is passed over.
struct Again<'a>(&'a mut dyn Slot);

impl Slot for Again<'_> {
    fn key(&mut self, key: &str) -> Option<u32> {
        self.0.key(key)
    }

    fn child(&mut self, place: u32) -> Option<&mut dyn Slot> {
        self.0.child(place)
    }
}

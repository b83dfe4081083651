//! Short cuts through JSON of the form that servers nearly always write.
//!
//! They take what they expect, once, and say `None` of all else: of another type, of a member that comes
//! twice, of what is no JSON. [`forgiving`](super::forgiving) then reads the whole with care, at several
//! times the cost. So nothing is told here of what is wrong, and nothing wrong is taken for right.

mod body;
mod event;

pub(super) use body::BodyScan;
pub(super) use event::EventScan;

/// Keeps what a member says, once.
#[inline]
pub(super) fn keep<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.replace(value).is_none().then_some(())
}

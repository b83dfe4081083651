use super::Content;
use crate::schema::Extract;

/// A part of a value that is still on its way.
///
/// ```
/// use extract::Part;
///
/// let note = Part::Growing("as soon as po".to_owned());
/// assert_eq!(note.get().map(String::as_str), Some("as soon as po"));
/// assert_eq!(note.done(), None);
/// ```
///
/// It only goes forward: what is `Done` stays as it is, a text that is `Growing` only becomes longer, a
/// list that is `Growing` only gets more items. What was `Growing` stays so if the answer is cut off.
///
/// What is shown is not checked yet: bounds and rules are, when the whole answer is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "there is nothing else that a part could be")]
pub enum Part<P> {
    /// Nothing of it can be shown yet.
    Absent,
    /// It has begun, and more may come.
    Growing(P),
    /// It has come to its end.
    Done(P),
}

impl<P> Part<P> {
    /// What there is of it, finished or not.
    pub fn get(&self) -> Option<&P> {
        match self {
            Self::Absent => None,
            Self::Growing(part) | Self::Done(part) => Some(part),
        }
    }

    /// The part, if it is finished.
    pub fn done(&self) -> Option<&P> {
        match self {
            Self::Absent | Self::Growing(_) => None,
            Self::Done(part) => Some(part),
        }
    }

    /// Is there nothing of it yet?
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Has it begun, and not ended?
    pub fn is_growing(&self) -> bool {
        matches!(self, Self::Growing(_))
    }

    /// Is it finished?
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }

    pub(super) fn inner(&mut self) -> Option<&mut P> {
        match self {
            Self::Absent => None,
            Self::Growing(part) | Self::Done(part) => Some(part),
        }
    }
}

impl<P> Default for Part<P> {
    fn default() -> Self {
        Self::Absent
    }
}

/// A type that can be seen while it arrives. `#[derive(Extract)]` writes it for every type, and it is
/// there for all types that come with this library.
///
/// A type that describes itself by a [`Shape`](crate::Shape) says that it is shown when it is whole:
///
/// ```
/// use extract::{Extract, Shape, Streamed, json::Opaque};
///
/// #[derive(serde::Deserialize)]
/// struct Percent(f64);
///
/// impl Extract for Percent {
///     const SHAPE: Shape = Shape::number().min(0.0).max(100.0);
/// }
///
/// impl Streamed for Percent {
///     type Partial = Opaque<Self>;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be streamed",
    label = "this type does not say what of it can be seen while it arrives",
    note = "`#[derive(extract::Extract)]` says so; beside an `Extract` written by hand, add `impl extract::Streamed for … {{ type Partial = extract::json::Opaque<Self>; }}`"
)]
pub trait Streamed: Extract {
    /// What there is of it while it arrives; see [`Partial`].
    #[allow(private_bounds, reason = "for the derive only")]
    type Partial: Content;
}

/// What there is of a `T` while it arrives.
pub type Partial<T> = <T as Streamed>::Partial;

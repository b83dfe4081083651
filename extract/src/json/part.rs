use super::Content;

/// A part of a value that is still on its way.
///
/// ```
/// use extract::{Part, json::Filling};
///
/// #[derive(serde::Deserialize, extract::Extract)]
/// #[extract(partial)]
/// struct Note {
///     title: String,
///     pages: u32,
///     words: Vec<String>,
/// }
///
/// let mut note = Filling::<Note>::default();
/// note.push(r#"{"title":"On Ti"#)?;
/// let shown = note.partial().ok_or("nothing yet")?;
/// assert_eq!(shown.title.get().map(String::as_str), Some("On Ti"));
/// assert_eq!(shown.title.done(), None);
/// assert!(shown.pages.is_absent());
///
/// note.push(r#"me","pages":12,"words":["clock""#)?;
/// let shown = note.partial().ok_or("nothing yet")?;
/// assert_eq!(shown.title, Part::Done("On Time".to_owned()));
/// assert_eq!(shown.pages.done(), Some(&12));
/// assert_eq!(shown.words, Part::Growing(vec![Part::Done("clock".to_owned())]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// It only goes forward: what is `Done` stays as it is, a text that is `Growing` only becomes longer, a
/// list that is `Growing` only gets more items. What was `Growing` stays so if the answer is cut off.
///
/// What is shown is not checked yet: bounds and rules are, when the whole answer is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "there is nothing else that a part could be")]
pub enum Part<P> {
    /// Nothing of it can be shown yet.
    #[default]
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
pub trait Streamed {
    /// What there is of it while it arrives; see [`Partial`].
    #[allow(private_bounds, reason = "for the derive only")]
    type Partial: Content;
}

/// What there is of a `T` while it arrives: the companion that `#[extract(partial)]` gives a type, and of other
/// types what `docs/shapes.md` says.
///
/// ```
/// use extract::{Part, Partial};
///
/// #[derive(serde::Deserialize, extract::Extract)]
/// #[extract(partial)]
/// struct Line {
///     text: String,
///     cents: Option<u32>,
/// }
///
/// fn row(line: &Partial<Line>) -> String {
///     let text = line.text.get().map_or("...", String::as_str);
///     match line.cents {
///         Part::Done(Some(cents)) => format!("{text}: {cents}"),
///         Part::Done(None) => format!("{text}: free"),
///         _ => text.to_owned(),
///     }
/// }
///
/// let mut lines = extract::json::Filling::<Vec<Line>>::default();
/// lines.push(r#"{"value":[{"text":"tea","cents":350},{"text":"water","cents":null},{"text":"mi"#)?;
/// let shown = lines.partial().into_iter().flatten();
/// let rows: Vec<_> = shown.filter_map(|line| line.get().map(row)).collect();
/// assert_eq!(rows, ["tea: 350", "water: free", "mi"]);
/// # Ok::<(), extract::json::Broken>(())
/// ```
pub type Partial<T> = <T as Streamed>::Partial;

//! How a type describes itself that does not derive.

use super::{
    Extract,
    bounds::{Bounds, Number},
    format::Format,
    identity::{hash, mix, named},
    message::Message,
    node::{Kind, Node, Totals},
    probe::{Probe, probe},
};

/// How a type looks on the wire, written by hand: for a type whose `Deserialize` reads a text, a number
/// or another type and then decides.
///
/// ```
/// use extract::{Extract, Shape};
/// use serde::Deserialize;
///
/// #[derive(Debug, PartialEq, Deserialize)]
/// #[serde(try_from = "String")]
/// struct Email(String);
///
/// impl TryFrom<String> for Email {
///     type Error = String;
///
///     fn try_from(text: String) -> Result<Self, String> {
///         if text.ends_with(".example") { Ok(Self(text)) } else { Err(format!("{text} is not ours")) }
///     }
/// }
///
/// impl Extract for Email {
///     const SHAPE: Shape = Shape::string().format("email").describe("An e-mail address.");
/// }
///
/// #[derive(Debug, Deserialize, Extract)]
/// struct Guest {
///     email: Email,
/// }
///
/// let guest: Guest = extract::from_json(r#"{"email":"ada@mail.example"}"#)?;
/// assert_eq!(guest.email, Email("ada@mail.example".into()));
///
/// match extract::from_json::<Guest>(r#"{"email":"ada@mail.test"}"#) {
///     Err(extract::Error::Invalid(wrong)) => assert_eq!(
///         wrong.violations()[0].to_string(),
///         r#"$.email: "ada@mail.test" cannot be read: ada@mail.test is not ours"#,
///     ),
///     other => panic!("{other:?}"),
/// }
/// # Ok::<(), extract::Error>(())
/// ```
///
/// The type must read all that its shape lets through; what it does not is a violation at its path, in
/// the words of its own error. The rules of the shape are checked again when an answer arrives. It
/// stands wherever other types do: as a field, in lists, options and maps, as an argument of generic
/// types, as a root.
///
/// Bounds that cannot be kept, formats that strict mode does not know and patterns that look around do
/// not compile, where the type is used for the first time. A pattern that the crate `regex-lite` cannot
/// read is sent, and not checked on arrival.
///
/// It cannot describe an object key by key: derive [`Extract`] on a struct for that, give it to
/// [`Shape::of`], and read it with `#[serde(try_from = "…")]`. A field of a type with a shape takes no
/// bounds of its own, and the shape is written out wherever it is used, never as a `$ref`.
#[derive(Clone, Copy)]
#[must_use = "it does nothing before it is the `SHAPE` of a type"]
pub struct Shape {
    kind: Kind,
    totals: Totals,
    pub(super) id: u64,
    description: Option<&'static str>,
    bounds: Bounds,
    missing: bool,
}

/// What a type adds that was described by hand, beside its kind.
pub(crate) struct Own {
    pub(crate) description: Option<&'static str>,
    pub(crate) bounds: Bounds,
    /// The type's own reader.
    pub(crate) probe: Probe,
}

#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
impl Shape {
    /// What a type has that derives: its node is given otherwise.
    pub(super) const MISSING: Self = Self { missing: true, ..Self::leaf("missing", Kind::Null) };

    /// A text.
    pub const fn string() -> Self {
        Self::leaf(
            "string",
            Kind::String { format: None, pattern: None, told: None, probe: probe::<String> },
        )
    }

    /// A whole number from `min` to `max`; of 64 bits, the schema allows ±9223372036854774784.
    pub const fn integer(min: i128, max: i128) -> Self {
        if min > max {
            panic!("`Shape::integer` has a minimum above its maximum: swap them");
        }
        let Kind::Integer { minimum, .. } = <i64 as Extract>::NODE.kind else {
            return Self::MISSING;
        };
        let Kind::Integer { maximum, .. } = <u64 as Extract>::NODE.kind else {
            return Self::MISSING;
        };
        if min > maximum || max < minimum {
            panic!("`Shape::integer` is beyond 64 bits: use `Shape::string` for longer numbers");
        }
        let minimum = if min < minimum { minimum } else { min };
        let maximum = if max > maximum { maximum } else { max };
        let mut shape = Self::leaf("integer", Kind::Integer { minimum, maximum });
        shape.id = mix(mix(shape.id, minimum as u64), maximum as u64);
        shape
    }

    /// A number, with or without a fraction.
    pub const fn number() -> Self {
        Self::leaf("number", Kind::Number { probe: probe::<f64> })
    }

    /// `true` or `false`.
    pub const fn boolean() -> Self {
        Self::leaf("boolean", Kind::Boolean)
    }

    /// A list of values of `T`.
    pub const fn list<T: Extract>() -> Self {
        let items = T::NODE;
        let kind = Kind::Array { items, exactly: None, lenient: false };
        Self { totals: items.totals, id: mix(named("Shape::list"), T::ID), ..Self::leaf("", kind) }
    }

    /// The same as `T`, whose maps, tuples and bounds are read and checked as those of `T` are.
    pub const fn of<T: Extract>() -> Self {
        let Node { kind, totals, .. } = *T::NODE;
        Self { totals, id: mix(named("Shape::of"), T::ID), ..Self::leaf("", kind) }
    }

    /// A regular expression that every text matches somewhere; `^` and `$` tie it to the ends.
    pub const fn pattern(mut self, pattern: &'static str) -> Self {
        let Kind::String { format, probe, .. } = self.kind else {
            panic!("`pattern` is for texts: begin with `Shape::string()`");
        };
        if looks_around(pattern) {
            let message = Message::new().text("the pattern `").text(pattern);
            let message =
                message.text("` looks around, which strict mode refuses: write it without ");
            panic!("{}", message.text("`(?=`, `(?!`, `(?<=` and `(?<!`").as_str());
        }
        self.kind = Kind::String { format, pattern: Some(pattern), told: None, probe };
        self.id = hash(self.id, pattern);
        self
    }

    /// One of the formats of strict mode: `date`, `date-time`, `duration`, `email`, `hostname`, `ipv4`,
    /// `ipv6`, `time`, `uuid`.
    pub const fn format(mut self, name: &'static str) -> Self {
        if !matches!(self.kind, Kind::String { .. }) {
            panic!("`format` is for texts: begin with `Shape::string()`");
        }
        let Some(format) = Format::named(name) else {
            let message =
                Message::new().text("`").text(name).text("` is no format of strict mode: ");
            let message =
                message.text("write `date`, `date-time`, `duration`, `email`, `hostname`, ");
            panic!("{}", message.text("`ipv4`, `ipv6`, `time` or `uuid`, or a `pattern`").as_str());
        };
        self.bounds.format = Some(format);
        self.id = hash(self.id, name);
        self
    }

    /// The least that a number may be; whole numbers have theirs in [`Shape::integer`].
    pub const fn min(mut self, min: f64) -> Self {
        self.check_number(min);
        self.bounds.min = Some(Number::Float(min));
        self.id = mix(self.id, min.to_bits());
        self.check_range()
    }

    /// The most that a number may be.
    pub const fn max(mut self, max: f64) -> Self {
        self.check_number(max);
        self.bounds.max = Some(Number::Float(max));
        self.id = mix(self.id, !max.to_bits());
        self.check_range()
    }

    /// How many items a list has at least.
    pub const fn min_items(mut self, count: u32) -> Self {
        self.check_list();
        self.bounds.min_items = Some(count);
        self.id = mix(self.id, count as u64 + 1);
        self.check_range()
    }

    /// How many items a list has at most.
    pub const fn max_items(mut self, count: u32) -> Self {
        self.check_list();
        self.bounds.max_items = Some(count);
        self.id = mix(self.id, !(count as u64));
        self.check_range()
    }

    /// What the model is told of the type, before what is said of the field's inner type.
    pub const fn describe(mut self, text: &'static str) -> Self {
        if text.is_empty() {
            panic!("the description is empty: write what the model should know, or leave it out");
        }
        self.description = Some(text);
        self.id = hash(self.id, text);
        self
    }

    const fn leaf(name: &str, kind: Kind) -> Self {
        Self {
            kind,
            totals: Totals::NONE,
            id: mix(named("Shape"), named(name)),
            description: None,
            bounds: Bounds::NONE,
            missing: false,
        }
    }

    const fn check_number(&self, bound: f64) {
        if !matches!(self.kind, Kind::Number { .. }) {
            panic!("`min` and `max` are for `Shape::number()`: write `Shape::integer(1, 5)`");
        }
        if !bound.is_finite() {
            panic!("a bound is a finite number: leave it out");
        }
    }

    const fn check_list(&self) {
        if !matches!(self.kind, Kind::Array { exactly: None, .. }) {
            panic!("`min_items` and `max_items` are for lists: begin with `Shape::list::<T>()`");
        }
    }

    const fn check_range(self) -> Self {
        let numbers = match (self.bounds.min, self.bounds.max) {
            (Some(min), Some(max)) => max.is_below(min),
            _ => false,
        };
        let items = match (self.bounds.min_items, self.bounds.max_items) {
            (Some(min), Some(max)) => min > max,
            (_, max) => matches!(max, Some(0)),
        };
        if numbers || items {
            panic!("the shape has a minimum above its maximum, so no value has it: swap them");
        }
        self
    }

    /// What the node of a type of this shape says beside the kind.
    pub(super) const fn own(self, probe: Probe) -> Own {
        Own { description: self.description, bounds: self.bounds, probe }
    }

    /// The node of a type of this shape.
    pub(super) const fn node(self, own: &'static Own) -> Node {
        if self.missing {
            panic!("this impl of `Extract` says nothing: write `const SHAPE: extract::Shape = …`");
        }
        // The value alone does not tell what a type's own reader made of it.
        Node { kind: self.kind, totals: Totals { inspected: true, ..self.totals }, own: Some(own) }
    }
}

/// Finds `(?=`, `(?!`, `(?<=` and `(?<!`, but not where they are escaped or inside a class.
const fn looks_around(pattern: &str) -> bool {
    let mut rest = pattern.as_bytes();
    let mut in_class = false;
    loop {
        rest = match rest {
            [] => return false,
            [b'\\', _, after @ ..] => after,
            [b'[', after @ ..] => {
                in_class = true;
                after
            }
            [b']', after @ ..] => {
                in_class = false;
                after
            }
            [b'(', b'?', b'=' | b'!', ..] | [b'(', b'?', b'<', b'=' | b'!', ..] if !in_class => {
                return true;
            }
            [_, after @ ..] => after,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_that_looks_around_is_found() {
        for pattern in ["(?=a)", "a(?!b)", "(?<=a)b", "[a](?<!b)", r"\\(?=a)"] {
            assert!(looks_around(pattern), "{pattern}");
        }
        for pattern in ["", "(?:a)", "(?<name>a)", r"\(?=a", "[(?=]", r"[\](?!]", "a(?"] {
            assert!(!looks_around(pattern), "{pattern}");
        }
    }

    #[test]
    fn bounds_may_meet() {
        let _ = Shape::list::<u8>().min_items(2).max_items(2);
        let _ = Shape::number().max(0.5).min(0.5);
        let _ = Shape::integer(7, 7);
    }

    #[test]
    #[should_panic(expected = "a minimum above its maximum")]
    fn a_list_has_not_less_items_at_most_than_at_least() {
        let _ = Shape::list::<u8>().min_items(3).max_items(2);
    }

    #[test]
    #[should_panic(expected = "a minimum above its maximum")]
    fn a_list_without_items_says_nothing() {
        let _ = Shape::list::<u8>().max_items(0);
    }
}

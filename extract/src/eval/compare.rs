use serde_json::Value;

/// How two values of a field are compared. A `null` and a key that is not there are the same: not stated.
///
/// ```
/// use extract::eval::{Evaluation, How};
/// use serde_json::json;
///
/// let mut invoices = Evaluation::default()
///     .field("date", How::Exact)
///     .field("total", How::Number { tolerance: 0.005 })
///     .field("seller", How::Text);
/// let gold = json!({ "date": "2024-03-01", "total": 119.0, "seller": "Tea  House" });
/// let found = json!({ "date": "01.03.2024", "total": "119.004", "seller": "TEA HOUSE" });
/// invoices.add("1.pdf", &gold, Some(&found))?;
/// let scores = invoices.scores();
/// let right = ["date", "total", "seller"].map(|field| scores.of(field).map(|score| score.right));
/// assert_eq!(right, [Some(0), Some(1), Some(1)]);
/// # Ok::<(), extract::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum How {
    /// They are the same JSON; numbers by their value, so `1` is `1.0`.
    Exact,
    /// They are numbers, or texts that hold one, and differ by no more than this.
    Number {
        /// The largest difference that counts as none.
        tolerance: f64,
    },
    /// They are lists, compared without their order: each item that both have is right, each other one is
    /// wrong or missing by itself.
    Set,
    /// They are texts, compared without case, blanks at the ends and runs of blanks.
    Text,
    /// They are lists of texts, compared without their order, and each text as by [`Text`](Self::Text).
    TextSet,
}

/// What a comparison counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) right: u64,
    /// Found, and not so in the gold value.
    pub(super) wrong: u64,
    /// In the gold value, and not found so.
    pub(super) missed: u64,
}

impl How {
    pub(super) fn compare(self, gold: Option<&Value>, found: Option<&Value>) -> Counts {
        let stated = |value: Option<&Value>| value.is_some_and(|value| !value.is_null());
        if let (Self::Set | Self::TextSet, true) = (self, stated(gold) || stated(found)) {
            return self.of_sets(items(gold), items(found));
        }
        let is_same = match (gold, found) {
            (Some(gold), Some(found)) => self.is_same(gold, found),
            _ => false,
        };
        match (stated(gold), stated(found)) {
            (true, true) if is_same => Counts { right: 1, ..Counts::default() },
            (gold, found) => Counts { right: 0, wrong: u64::from(found), missed: u64::from(gold) },
        }
    }

    fn is_same(self, gold: &Value, found: &Value) -> bool {
        match self {
            Self::Exact | Self::Set => is_same(gold, found),
            Self::Number { tolerance } => match (number(gold), number(found)) {
                (Some(gold), Some(found)) => is_near(gold, found, tolerance),
                _ => false,
            },
            Self::Text | Self::TextSet => match (gold.as_str(), found.as_str()) {
                (Some(gold), Some(found)) => normal(gold) == normal(found),
                _ => is_same(gold, found),
            },
        }
    }

    fn of_sets(self, gold: &[Value], found: &[Value]) -> Counts {
        let mut left: Vec<_> = gold.iter().collect();
        let mut counts = Counts::default();
        for item in found {
            match left.iter().position(|gold| self.is_same(gold, item)) {
                Some(place) => {
                    left.swap_remove(place);
                    counts.right += 1;
                }
                None => counts.wrong += 1,
            }
        }
        counts.missed = left.len() as u64;
        counts
    }
}

/// The same JSON, numbers by their value.
pub(super) fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            // Whole numbers beyond 2^53 that differ may be one `f64`.
            one == other || (one.is_f64() || other.is_f64()) && one.as_f64() == other.as_f64()
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let has =
                |(key, one): (&String, &Value)| other.get(key).is_some_and(|it| is_same(one, it));
            one.len() == other.len() && one.iter().all(has)
        }
        _ => one == other,
    }
}

fn number(value: &Value) -> Option<f64> {
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    // `inf` and `nan` are words.
    number.filter(|number| number.is_finite())
}

/// Both are roundings of what is written, so their difference may be too large by as much.
fn is_near(gold: f64, found: f64, tolerance: f64) -> bool {
    let rounding = if tolerance > 0.0 { f64::EPSILON * gold.abs().max(found.abs()) } else { 0.0 };
    (gold - found).abs() <= tolerance + rounding
}

fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What is no list stands for a list of itself.
fn items(value: Option<&Value>) -> &[Value] {
    match value {
        None | Some(Value::Null) => &[],
        Some(Value::Array(items)) => items,
        Some(one) => std::slice::from_ref(one),
    }
}

use std::ops::Range;

use crate::{
    TokenLogprob, decode,
    json::{self, Place},
};

/// The most that a logarithm of a probability is above 0 because somebody rounded.
const ROUNDING: f64 = 1e-4;

/// A part of an answer, and the probability with which the model wrote it so.
///
/// [`confidence`] says what the figure means.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Confidence {
    /// Where in the answer, as violations tell it: `$.lines[2].price`.
    pub path: String,
    /// From 0 to 1.
    pub probability: f64,
}

/// The probability with which the model wrote the value at `path` as it stands in this answer.
///
/// ```
/// use extract::{TokenLogprob, wire};
///
/// let answer = r#"{"city":"Graz","year":1848}"#;
/// let tokens = [
///     TokenLogprob::new(r#"{"city":"#, -0.25),
///     TokenLogprob::new(r#""Gr"#, -0.5),
///     TokenLogprob::new(r#"az","year":"#, -0.125),
///     TokenLogprob::new("184", -1.0),
///     TokenLogprob::new("8}", -2.0),
/// ];
/// let sure = |path| wire::confidence(answer, &tokens, path);
/// assert_eq!(sure("city"), Some((-0.5_f64 - 0.125).exp()));
/// assert_eq!(sure("$.year"), Some((-1.0_f64 - 2.0).exp()));
/// assert_eq!(sure("month"), None);
/// ```
///
/// It is the product of the probabilities of all tokens that share at least one byte with the text of
/// the value: its quotes or brackets and all that is in it, not its key. A token that reaches over two
/// values counts for both. Each token has its probability behind those before it, so the product is that
/// of this very spelling: `"Graz"` and `"Graz, Austria"` share it, and so do `5` and `5.0`; a long text
/// has less of it than a short one.
///
/// The path is written as in a [`Violation`](crate::error::Violation), with or without `$.` before it:
/// `lines[2].price`, `["unit price"]`, `$` for the whole answer. It leads through the answer as the
/// model wrote it: the list in the `value` of a root that is no object (`value[0]`), the `key` and
/// `value` of a map's entry (`stock[1].value`), the `_0` of a tuple.
///
/// `None` where there is no such value or two of them (an object has the key twice), where the answer is
/// no whole JSON, and where the tokens do not add up to the answer, byte for byte: somebody on the way has
/// changed one of them. So it is when one of them has a logarithm that is none of a probability. Tokens
/// behind the whole answer, such as one that ends it, do not matter. What
/// [`bare_json`](super::bare_json) passes over may stand around the JSON.
///
/// Takes time in proportion to the answer.
pub fn confidence(answer: &str, tokens: &[TokenLogprob], path: &str) -> Option<f64> {
    let tokens = Laid::along(answer, tokens)?;
    let wanted = absolute(path);
    let mut found = Vec::new();
    each_place(answer, |place| {
        if place.path == wanted {
            found.push(place.bytes);
        }
    })?;
    match found.as_slice() {
        [one] => Some(tokens.probability(one)),
        _ => None,
    }
}

/// Every value in this answer that has no other value in it, the least sure first: texts, numbers, `true`,
/// `false`, `null`, and empty lists and objects. Equals stand in the order of the answer.
///
/// ```
/// use extract::{TokenLogprob, wire};
///
/// let tokens = [("{\"ok\":", 0.0), ("true", -0.5), (",\"n\":", 0.0), ("[", 0.0), ("7", -3.0), ("]}", 0.0)];
/// let tokens = tokens.map(|(token, logprob)| TokenLogprob::new(token, logprob));
/// let list = wire::confidences(r#"{"ok":true,"n":[7]}"#, &tokens);
/// let paths: Vec<_> = list.iter().map(|it| it.path.as_str()).collect();
/// assert_eq!(paths, ["$.n[0]", "$.ok"]);
/// assert_eq!(list[0].probability, (-3.0_f64).exp());
/// ```
///
/// Empty where [`confidence`] has nothing to say.
pub fn confidences(answer: &str, tokens: &[TokenLogprob]) -> Vec<Confidence> {
    let Some(tokens) = Laid::along(answer, tokens) else { return Vec::new() };
    let mut found = Vec::new();
    let whole = each_place(answer, |place| {
        if place.is_leaf {
            let probability = tokens.probability(&place.bytes);
            found.push(Confidence { path: place.path.to_owned(), probability });
        }
    });
    if whole.is_none() {
        return Vec::new();
    }
    found.sort_by(|one, other| one.probability.total_cmp(&other.probability));
    found
}

/// Whether these are the tokens of this text.
pub(super) fn spell(text: &str, tokens: &[TokenLogprob]) -> bool {
    !text.is_empty() && Laid::along(text, tokens).is_some()
}

/// A path from the root on.
fn absolute(path: &str) -> String {
    match path {
        "" | "$" => "$".to_owned(),
        path if path.starts_with("$.") || path.starts_with("$[") => path.to_owned(),
        path if path.starts_with('[') => format!("${path}"),
        path => format!("$.{path}"),
    }
}

/// Every value of the JSON in this answer, its bytes counted in the whole of it.
fn each_place(answer: &str, mut found: impl FnMut(Place<'_>)) -> Option<()> {
    let json = decode::bare_json(answer).map_or(answer, |bare| bare.text);
    let before = json.as_ptr().addr().checked_sub(answer.as_ptr().addr())?;
    let shift = |bytes: Range<usize>| before + bytes.start..before + bytes.end;
    json::each_place(json, |place| found(Place { bytes: shift(place.bytes), ..place })).ok()
}

/// Tokens in their places.
struct Laid(Vec<LaidToken>);

struct LaidToken {
    /// Never empty: a token without text shares nothing.
    bytes: Range<usize>,
    logprob: f64,
}

impl Laid {
    /// `None` if the tokens spell another text.
    fn along(answer: &str, tokens: &[TokenLogprob]) -> Option<Self> {
        let mut laid = Vec::with_capacity(tokens.len());
        let (mut rest, mut start) = (answer.as_bytes(), 0);
        for token in tokens {
            if rest.is_empty() {
                break;
            }
            rest = rest.strip_prefix(token.as_bytes())?;
            if token.logprob.is_nan() || token.logprob > ROUNDING {
                return None;
            }
            let end = answer.len() - rest.len();
            if end > start {
                laid.push(LaidToken { bytes: start..end, logprob: token.logprob.min(0.0) });
            }
            start = end;
        }
        rest.is_empty().then_some(Self(laid))
    }

    /// Of all that share a byte with these.
    fn probability(&self, bytes: &Range<usize>) -> f64 {
        let first = self.0.partition_point(|token| token.bytes.end <= bytes.start);
        let shared = self.0.iter().skip(first).take_while(|token| token.bytes.start < bytes.end);
        shared.map(|token| token.logprob).sum::<f64>().exp()
    }
}

#[cfg(test)]
mod tests;

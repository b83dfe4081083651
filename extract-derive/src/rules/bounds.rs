//! Rules of a field that contradict each other, or mean nothing.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::Rules;
use crate::{
    attrs::{Decimal, ExtractField, Number, Spanned},
    model::{Asks, Bound},
};

/// As the attribute spells the formats of strict mode.
const FORMATS: &[(&str, &str)] = &[
    ("date", "Date"),
    ("date-time", "DateTime"),
    ("duration", "Duration"),
    ("email", "Email"),
    ("hostname", "Hostname"),
    ("ipv4", "Ipv4"),
    ("ipv6", "Ipv6"),
    ("time", "Time"),
    ("uuid", "Uuid"),
];

impl Rules<'_> {
    /// What can be seen here is checked here; whether a rule fits the field's type, the compiler
    /// checks where it knows that type.
    pub(super) fn bounds(&self, extract: &ExtractField) -> (Vec<Bound>, Option<(Span, Span)>) {
        let mut bounds = Vec::new();
        self.range(extract);
        let numbers = [
            ("min", &extract.min),
            ("max", &extract.max),
            ("exclusive_min", &extract.exclusive_min),
            ("exclusive_max", &extract.exclusive_max),
        ];
        for (name, number) in numbers {
            if let Some(number) = number {
                bounds.push(bound(name, number, code(number.value), Asks::Value));
            }
        }
        if let Some(multiple) = &extract.multiple_of
            && let Some(code) = self.multiple_of(multiple)
        {
            bounds.push(bound("multiple_of", multiple, code, Asks::Value));
        }
        // Between `min` and `max` there always is a number; the others may leave none.
        let last = bounds.last().map(|bound| bound.spans);
        let range = last.filter(|_| {
            extract.exclusive_min.is_some()
                || extract.exclusive_max.is_some()
                || extract.multiple_of.is_some()
        });
        self.items(extract);
        self.lengths(extract);
        for (name, count, asks) in [
            ("min_items", &extract.min_items, Asks::Value),
            ("max_items", &extract.max_items, Asks::Value),
            ("min_len", &extract.min_len, Asks::Text),
            ("max_len", &extract.max_len, Asks::Text),
        ] {
            if let Some(count) = count {
                let value = count.value;
                bounds.push(bound(name, count, quote!(#value), asks));
            }
        }
        if let Some(span) = extract.unique {
            let value = quote!(true);
            bounds.push(Bound { name: "unique", value, asks: Asks::Type, spans: (span, span) });
        }
        if let Some(pattern) = &extract.pattern {
            self.pattern(pattern);
            let text = &pattern.value;
            let code = quote!(|| {
                static PATTERN: __extract::Pattern = __extract::Pattern::new(#text);
                &PATTERN
            });
            bounds.push(bound("pattern", pattern, code, Asks::Text));
        }
        if let Some(format) = &extract.format
            && let Some(name) = self.format(format)
        {
            let code = quote!(__extract::Format::#name);
            bounds.push(bound("format", format, code, Asks::Text));
        }
        (bounds, range)
    }

    /// Bounds between which no number lies, whatever the type.
    fn range(&self, extract: &ExtractField) {
        for (bound, exclusive, name) in [
            (&extract.min, &extract.exclusive_min, "min"),
            (&extract.max, &extract.exclusive_max, "max"),
        ] {
            if let (Some(_), Some(exclusive)) = (bound, exclusive) {
                let message = format!(
                    "`exclusive_{name}` and `{name}` bound the same side: remove one of them"
                );
                self.errors.at(exclusive.span, message);
                return;
            }
        }
        let inclusive = extract.min.is_some() && extract.max.is_some();
        let min = extract.min.as_ref().or(extract.exclusive_min.as_ref());
        let max = extract.max.as_ref().or(extract.exclusive_max.as_ref());
        let (Some(min), Some(max)) = (min, max) else { return };
        let empty =
            if inclusive { less(max.value, min.value) } else { !less(min.value, max.value) };
        if empty {
            let name = |word: &str, plain: bool| {
                if plain { format!("`{word}`") } else { format!("`exclusive_{word}`") }
            };
            let lower = name("min", extract.min.is_some());
            let upper = name("max", extract.max.is_some());
            let advice = if less(max.value, min.value) { "swap them" } else { "widen them" };
            let relation = if less(max.value, min.value) { "is below" } else { "is not above" };
            let message = format!("{upper} {relation} {lower}, so no number fits: {advice}");
            self.errors.at(max.span, message);
        }
    }

    /// The step, as digits and how many of them stand behind the point.
    fn multiple_of(&self, multiple: &Spanned<Decimal>) -> Option<TokenStream> {
        let Spanned { value: Decimal { negative, digits }, span, .. } = multiple;
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let fraction = fraction.trim_end_matches('0');
        let all = format!("{whole}{fraction}");
        let all = all.trim_start_matches('0');
        if *negative || all.is_empty() {
            let message = "a step is greater than 0: write one, or remove `multiple_of`";
            self.errors.at(*span, message);
            return None;
        }
        // So many digits a float keeps, and so many places it scales exactly.
        let (Ok(number), true) = (all.parse::<u64>(), all.len() <= 15 && fraction.len() <= 15)
        else {
            let message = "a step has up to 15 digits, which is what a float keeps: write fewer";
            self.errors.at(*span, message);
            return None;
        };
        let places = u32::try_from(fraction.len()).unwrap_or_default();
        Some(quote!(__extract::Multiple { digits: #number, places: #places }))
    }

    fn items(&self, extract: &ExtractField) {
        let Some(max) = &extract.max_items else { return };
        if max.value == 0 {
            self.errors.at(max.span, "`max_items = 0` leaves room for nothing: remove the field");
        } else if extract.min_items.as_ref().is_some_and(|min| min.value > max.value) {
            let message = "`max_items` is below `min_items`, so no list fits: swap them";
            self.errors.at(max.span, message);
        }
    }

    fn lengths(&self, extract: &ExtractField) {
        if let Some(min) = &extract.min_len
            && min.value == 0
        {
            let message =
                "`min_len = 0` asks for nothing: remove it, or write 1 for text that is not empty";
            self.errors.at(min.span, message);
        }
        let Some(max) = &extract.max_len else { return };
        if max.value == 0 {
            self.errors.at(max.span, "`max_len = 0` leaves room for nothing: remove the field");
        } else if extract.min_len.as_ref().is_some_and(|min| min.value > max.value) {
            let message = "`max_len` is below `min_len`, so no text fits: swap them";
            self.errors.at(max.span, message);
        }
    }

    /// The variant of `Format`.
    fn format(&self, format: &Spanned<String>) -> Option<Ident> {
        let name = format.value.as_str();
        if let Some((_, variant)) = FORMATS.iter().find(|(known, _)| *known == name) {
            return Some(format_ident!("{variant}"));
        }
        let plain = |text: &str| text.replace(['-', '_', ' '], "").to_lowercase();
        let similar = FORMATS.iter().find(|(known, _)| plain(known) == plain(name));
        let message = match (similar, name) {
            (Some((known, _)), _) => {
                format!("strict mode knows no format `{name}`: did you mean `{known}`?")
            }
            (None, "uri" | "url" | "uri-reference" | "iri") => {
                "strict mode has no format for addresses: write a `pattern`, such as `^https://`"
                    .to_owned()
            }
            (None, "regex" | "json-pointer" | "idn-email" | "idn-hostname") => {
                format!("strict mode has no format `{name}`: write a `pattern`, or a description")
            }
            _ => {
                let known: Vec<_> = FORMATS.iter().map(|(name, _)| format!("`{name}`")).collect();
                format!("strict mode knows no format `{name}`: write one of {}", known.join(", "))
            }
        };
        self.errors.at(format.span, message);
        None
    }
}

fn bound<T>(name: &'static str, written: &Spanned<T>, value: TokenStream, asks: Asks) -> Bound {
    Bound { name, value, asks, spans: (written.span, written.end) }
}

fn code(number: Number) -> TokenStream {
    match number {
        Number::Integer(integer) => quote!(__extract::Number::Integer(#integer)),
        Number::Float(float) => quote!(__extract::Number::Float(#float)),
    }
}

fn less(a: Number, b: Number) -> bool {
    #[allow(clippy::cast_precision_loss, reason = "compared with what is a float already")]
    let float = |number| match number {
        Number::Float(float) => float,
        Number::Integer(integer) => integer as f64,
    };
    match (a, b) {
        (Number::Integer(a), Number::Integer(b)) => a < b,
        (a, b) => float(a) < float(b),
    }
}

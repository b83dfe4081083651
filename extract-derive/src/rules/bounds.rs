//! Bounds that contradict each other.

use quote::quote;

use super::Rules;
use crate::{
    attrs::{self, Number, Spanned},
    model::Bound,
};

impl Rules<'_> {
    /// The order of two bounds is checked here; whether they fit the field's type, the compiler
    /// checks where it knows that type.
    pub(super) fn bounds(&self, extract: &attrs::ExtractField) -> Vec<Bound> {
        let krate = quote!(__extract);
        let mut bounds = Vec::new();
        for (name, number) in [("min", &extract.min), ("max", &extract.max)] {
            if let Some(Spanned { value, span, end }) = number {
                let value = match value {
                    Number::Integer(integer) => quote!(#krate::Number::Integer(#integer)),
                    Number::Float(float) => quote!(#krate::Number::Float(#float)),
                };
                bounds.push(Bound { name, value, spans: (*span, *end) });
            }
        }
        for (name, count) in [("min_items", &extract.min_items), ("max_items", &extract.max_items)]
        {
            if let Some(Spanned { value, span, end }) = count {
                bounds.push(Bound { name, value: quote!(#value), spans: (*span, *end) });
            }
        }
        if let (Some(min), Some(max)) = (&extract.min, &extract.max)
            && less(max.value, min.value)
        {
            self.errors.at(max.span, "`max` is below `min`, so no number fits: swap them");
        }
        if let Some(max) = &extract.max_items {
            if max.value == 0 {
                self.errors
                    .at(max.span, "`max_items = 0` leaves room for nothing: remove the field");
            } else if extract.min_items.as_ref().is_some_and(|min| min.value > max.value) {
                self.errors
                    .at(max.span, "`max_items` is below `min_items`, so no list fits: swap them");
            }
        }
        bounds
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

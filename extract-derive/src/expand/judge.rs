//! The checks that the user wrote: on fields, in their order, then on the type as a whole.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::Code;
use crate::{
    attrs::Checks,
    model::{Body, Content, Field, Object, Tagging, Variant},
};

impl Code<'_> {
    pub(super) fn judge(&self) -> TokenStream {
        if !self.model.is_judged() {
            return quote!();
        }
        let fields = match &self.model.body {
            Body::Null => quote!(),
            Body::Struct(Object { fields, .. }) | Body::Tuple(fields) => {
                let of_field = |field: &Field| self.judge_member(&[&field.key], field);
                fields.iter().map(of_field).collect()
            }
            Body::Transparent(field) => self.judge_member(&[], field),
            Body::Enum { tagging, variants } => {
                let arms: Vec<_> = variants
                    .iter()
                    .filter_map(|variant| self.judge_variant(tagging, variant))
                    .collect();
                quote_spanned! {self.span=>
                    match self {
                        #(#arms)*
                        #[allow(unreachable_patterns)]
                        _ => {}
                    }
                }
            }
        };
        let whole = self.calls(&self.model.checks, &[], &quote_spanned!(self.span=> self));
        quote_spanned! {self.span=>
            fn judge(&self, __judge: &mut __extract::Judge) {
                #fields
                #whole
            }
        }
    }

    fn judge_member(&self, steps: &[&str], field: &Field) -> TokenStream {
        let member = &field.member;
        self.calls(&field.checks, steps, &quote_spanned!(self.span=> &self.#member))
    }

    /// None if no field of the variant is checked.
    fn judge_variant(&self, tagging: &Tagging, variant: &Variant) -> Option<TokenStream> {
        let outer: Vec<&str> = match tagging {
            Tagging::Adjacent { content, .. } => vec![content],
            Tagging::External => vec![&variant.name],
            Tagging::Internal { .. } => Vec::new(),
        };
        let mut bindings = TokenStream::new();
        let mut calls = TokenStream::new();
        for (position, field) in variant.content.fields().iter().enumerate() {
            if !field.checks.are_asked() {
                continue;
            }
            let value = format_ident!("__value_{position}", span = Span::mixed_site());
            let member = &field.member;
            bindings.extend(quote_spanned!(self.span=> #member: #value,));
            let mut steps = outer.clone();
            if !matches!(variant.content, Content::Newtype(_)) {
                steps.push(&field.key);
            }
            calls.extend(self.calls(&field.checks, &steps, &quote!(#value)));
        }
        let ident = &variant.ident;
        let pattern = quote_spanned!(self.span=> Self::#ident { #bindings .. });
        (!calls.is_empty()).then(|| quote_spanned!(self.span=> #pattern => { #calls }))
    }

    fn calls(&self, checks: &Checks, steps: &[&str], value: &TokenStream) -> TokenStream {
        let validate = checks
            .validate
            .as_ref()
            .map(|path| quote_spanned!(self.span=> __judge.take(&[#(#steps),*], #path(#value));));
        let garde = checks.garde.map(|span| {
            let garde = format_ident!("garde", span = span);
            quote_spanned!(self.span=> __judge.#garde(&[#(#steps),*], #value);)
        });
        quote!(#validate #garde)
    }
}

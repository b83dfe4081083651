//! The checks that the user wrote: on fields, in their order, then on the type as a whole.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Index, Member, spanned::Spanned as _};

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
                let of_field = |field: &Field| {
                    let own: &[&str] = &[&field.key];
                    self.judge_member(if field.flattened { &[] } else { own }, field)
                };
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
        let whole = self.calls(&self.model.checks, &[], |at| quote_spanned!(at=> self));
        quote_spanned! {self.span=>
            fn __judge(&self, __judge: &mut __extract::Judge) {
                #fields
                #whole
            }
        }
    }

    fn judge_member(&self, steps: &[&str], field: &Field) -> TokenStream {
        self.calls(&field.checks, steps, |at| {
            let member = match field.member.clone() {
                Member::Named(mut ident) => {
                    ident.set_span(ident.span().located_at(at));
                    Member::Named(ident)
                }
                Member::Unnamed(index) => Member::Unnamed(Index { span: at, ..index }),
            };
            quote_spanned!(at=> &self.#member)
        })
    }

    /// None if no field of the variant is checked.
    fn judge_variant(&self, tagging: &Tagging, variant: &Variant) -> Option<TokenStream> {
        let outer: Vec<&str> = match tagging {
            Tagging::Adjacent { content, .. } => vec![content],
            Tagging::External => vec![&variant.name],
            Tagging::Internal { .. } | Tagging::Untagged => Vec::new(),
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
            if !matches!(variant.content, Content::Newtype(_)) && !field.flattened {
                steps.push(&field.key);
            }
            calls.extend(self.calls(&field.checks, &steps, |at| {
                let mut value = value.clone();
                value.set_span(value.span().located_at(at));
                quote!(#value)
            }));
        }
        let ident = &variant.ident;
        let pattern = quote_spanned!(self.span=> Self::#ident { #bindings .. });
        (!calls.is_empty()).then(|| quote_spanned!(self.span=> #pattern => { #calls }))
    }

    /// `value` is written where the user wrote the check, so that the compiler points there.
    fn calls(
        &self,
        checks: &Checks,
        steps: &[&str],
        value: impl Fn(Span) -> TokenStream,
    ) -> TokenStream {
        let validate = checks.validate.as_ref().map(|path| {
            let at = self.span.located_at(path.span());
            let value = value(at);
            quote_spanned!(at=> __judge.take(&[#(#steps),*], #path(#value));)
        });
        let garde = checks.garde.map(|span| {
            let at = self.span.located_at(span);
            let value = value(at);
            quote_spanned!(at=> __judge.garde(&[#(#steps),*], #value);)
        });
        quote!(#validate #garde)
    }
}

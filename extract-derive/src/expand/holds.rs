//! The check of a value against the bounds of its fields.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Member;

use super::{Code, body::fields_name};
use crate::{
    model::{Body, Field, Variant},
    recursion::{marker, mentions},
};

impl Code<'_> {
    /// The check of a value: each field against its bounds, and what is inside it.
    pub(super) fn holds(&self, owner: &TokenStream) -> TokenStream {
        let check = match &self.model.body {
            Body::Null if !self.model.is_judged() => return quote!(),
            Body::Null => quote!(true),
            Body::Transparent(field) if field.reader.is_some() && !self.model.is_judged() => {
                return quote!();
            }
            Body::Struct(object) => self.holds_self(owner, &object.fields),
            Body::Transparent(field) => {
                self.holds_self(owner, std::slice::from_ref(field.as_ref()))
            }
            Body::Tuple(fields) => self.holds_self(owner, fields),
            Body::Enum { variants, .. } => {
                let with_fields = variants
                    .iter()
                    .enumerate()
                    .filter(|(_, variant)| !variant.content.fields().is_empty());
                let arms: Vec<_> = with_fields
                    .map(|(index, variant)| self.holds_variant(owner, index, variant))
                    .collect();
                if arms.is_empty() && !self.model.is_judged() {
                    return quote!();
                }
                quote_spanned! {self.span=>
                    (match self {
                        #(#arms)*
                        #[allow(unreachable_patterns)]
                        _ => true,
                    })
                }
            }
        };
        let passes =
            self.model.is_judged().then(|| quote_spanned!(self.span=> && __extract::passes(self)));
        quote_spanned! {self.span=>
            fn __holds(&self) -> ::core::primitive::bool {
                #check #passes
            }
        }
    }

    fn holds_self(&self, owner: &TokenStream, fields: &[Field]) -> TokenStream {
        let values = fields.iter().map(|field| {
            let member = &field.member;
            quote_spanned!(self.span=> &self.#member)
        });
        self.holds_fields(owner, 0, fields, values.collect())
    }

    fn holds_variant(&self, owner: &TokenStream, index: usize, variant: &Variant) -> TokenStream {
        let fields = variant.content.fields();
        let values: Vec<_> = (0..fields.len())
            .map(|position| format_ident!("__value_{position}", span = Span::mixed_site()))
            .collect();
        let bound = |(field, _): &(&Field, _)| field.reader.is_none();
        let bindings = fields.iter().zip(&values).filter(bound).map(|(field, value)| {
            let member: &Member = &field.member;
            quote_spanned!(self.span=> #member: #value)
        });
        let ident = &variant.ident;
        let values_tokens = values.iter().map(|value| quote!(#value)).collect();
        let check = self.holds_fields(owner, index, fields, values_tokens);
        quote_spanned!(self.span=> Self::#ident { #(#bindings,)* .. } => #check,)
    }

    /// Names the type where it can, so that one without a schema is one message there.
    fn method(&self, field: &Field, name: &str) -> TokenStream {
        let name = Ident::new(name, self.span);
        if mentions(&field.ty, &marker(&self.model.ident)) {
            return quote_spanned!(self.span=> __extract::Extract::#name);
        }
        let ty = &field.ty;
        quote_spanned!(field.spans.0=> <#ty as __extract::Extract>::#name)
    }

    fn holds_fields(
        &self,
        owner: &TokenStream,
        index: usize,
        fields: &[Field],
        values: Vec<TokenStream>,
    ) -> TokenStream {
        let name = fields_name(index);
        // Of what is read into another type, the text is checked.
        let values = fields.iter().zip(values).enumerate();
        let values = values.filter(|(_, (field, _))| field.reader.is_none());
        let checks = values.map(|(position, (field, value))| {
            let holds = self.method(field, "__holds");
            let inside = quote_spanned!(self.span=> #holds(#value));
            if field.bounds.is_empty() {
                return inside;
            }
            let within = self.method(field, "__within");
            quote_spanned! {self.span=>
                #within(#value, #owner #name[#position].bounds) && #inside
            }
        });
        quote_spanned!(self.span=> true #(&& #checks)*)
    }
}

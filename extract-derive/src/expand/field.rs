//! One field, and what only the compiler can judge about it.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::{Code, body::fields_name};
use crate::{
    model::{Asks, Bound, Field, Reader, Variant},
    recursion::{marker, mentions},
};

/// Where a field stands.
pub(super) struct Place<'a> {
    /// Of its variant, and its own there.
    pub(super) index: usize,
    pub(super) position: usize,
    /// The key that holds the variant's name in the same object.
    pub(super) tag: Option<&'a str>,
    /// The newtype variant whose content is this field, beside the tag.
    pub(super) beside_tag: Option<&'a Variant>,
}

impl Code<'_> {
    pub(super) fn field(
        &self,
        checks: &mut Vec<TokenStream>,
        field: &Field,
        place: &Place<'_>,
    ) -> TokenStream {
        let code = self.plain_field(field);
        let calls = self.checks(field, place);
        if self.is_open(field) {
            quote_spanned!(self.span=> { #(#calls;)* #code })
        } else {
            // Apart from the schema: what fails in a constant that others use is reported for each.
            checks
                .extend(calls.iter().map(|call| quote_spanned!(self.span=> const _: () = #call;)));
            code
        }
    }

    /// A literal with what differs from a plain field: quicker to compile than calls.
    fn plain_field(&self, field: &Field) -> TokenStream {
        let Field { key, aliases, description, bounds, .. } = field;
        let node = self.node(field);
        let mut said = quote_spanned!(self.span=> key: #key, node: #node,);
        if let Some(text) = description {
            said.extend(
                quote_spanned!(self.span=> description: ::core::option::Option::Some(#text),),
            );
        }
        if !aliases.is_empty() {
            said.extend(quote_spanned!(self.span=> aliases: &[#(#aliases),*],));
        }
        if field.flattened {
            said.extend(quote_spanned!(self.span=> flattened: true,));
        }
        if field.defaulted {
            said.extend(quote_spanned!(self.span=> defaulted: true,));
        }
        if !bounds.is_empty() {
            let bounds = self.bounds(field);
            said.extend(quote_spanned!(self.span=> bounds: &#bounds,));
        }
        if let Some(reader) = &field.reader {
            let reader = self.reader(reader);
            said.extend(quote_spanned!(self.span=> reader: ::core::option::Option::Some(#reader),));
        }
        quote_spanned!(self.span=> __extract::Field { #said ..__extract::Field::PLAIN })
    }

    /// Tries to read a text as serde reads the field.
    fn reader(&self, Reader { ty, function }: &Reader) -> TokenStream {
        let (kind, read) = match function {
            Some(function) => (quote!(Function), quote!(#function)),
            None => (quote!(Type), quote!(<#ty as __extract::Deserialize>::deserialize)),
        };
        quote_spanned! {self.span=>
            __extract::Reader::#kind(|__text| {
                __extract::reads::<#ty>(__text, |__json| #read(__json))
            })
        }
    }

    fn bounds(&self, field: &Field) -> TokenStream {
        let bounds = field.bounds.iter().map(|Bound { name, value, asks, .. }| {
            let name = Ident::new(name, self.span);
            match asks {
                Asks::Type => quote_spanned!(self.span=> #name: #value,),
                Asks::Text | Asks::Value => {
                    quote_spanned!(self.span=> #name: ::core::option::Option::Some(#value),)
                }
            }
        });
        quote_spanned!(self.span=> __extract::Bounds { #(#bounds)* ..__extract::Bounds::NONE })
    }

    /// What only the compiler can judge, where the field's type is known.
    fn checks(&self, field: &Field, place: &Place<'_>) -> Vec<TokenStream> {
        let node = self.node(field);
        let ty = &field.ty;
        let text = quote_spanned!(field.spans.0=> <#ty as __extract::Extract>::TEXT);
        let of_bound = |Bound { name, value, asks, spans }: &Bound| {
            let arguments = match asks {
                Asks::Text => quote!(#node, #text),
                Asks::Type => node.clone(),
                Asks::Value => quote!(#node, #value),
            };
            call(*spans, &format!("check_{name}"), &arguments)
        };
        let mut calls: Vec<_> = field.bounds.iter().map(of_bound).collect();
        if let Some(spans) = field.range {
            let bounds = self.bounds(field);
            calls.push(call(spans, "check_range", &quote!(#node, &#bounds)));
        }
        if let (Some(tag), Some(variant)) = (place.tag, place.beside_tag) {
            let variant = format!("{}::{}", self.model.ident, variant.ident);
            calls.push(call(field.spans, "check_beside_tag", &quote!(#node, #tag, #variant)));
        } else if field.flattened && self.model.generics.params.is_empty() {
            // What a generic type flattens is checked where its arguments are known.
            let (fields, position) = (fields_name(place.index), place.position);
            let owner = self.model.ident.to_string();
            let tag = place.tag.unwrap_or_default();
            let arguments = quote!(#fields, #position, #tag, #owner);
            calls.push(call(field.spans, "check_flattened", &arguments));
        }
        calls
    }

    /// Every token stands where the type does: a type without a schema is one message there.
    fn node(&self, field: &Field) -> TokenStream {
        let ty = &field.ty;
        quote_spanned!(field.spans.0=> <#ty as __extract::Extract>::NODE)
    }

    /// Is the field's type known only where this generic type is used?
    fn is_open(&self, field: &Field) -> bool {
        let generics = &self.model.generics;
        let marker = marker(&self.model.ident);
        generics
            .type_params()
            .map(|parameter| &parameter.ident)
            .chain(generics.const_params().map(|parameter| &parameter.ident))
            .chain([&marker])
            .any(|ident| mentions(&field.ty, ident))
    }
}

/// A call whose first token and last token have these spans: the compiler points at all between.
pub(super) fn call(
    (first, last): (Span, Span),
    name: &str,
    arguments: &TokenStream,
) -> TokenStream {
    let name = Ident::new(name, first);
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments.clone());
    arguments.set_span(last);
    let path = quote_spanned!(first=> __extract::#name);
    quote!(#path #arguments)
}

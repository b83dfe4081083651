//! What a definition is made of: constants with its fields, and the expression that joins them.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::{
    Code,
    field::{Place, call},
};
use crate::model::{Body, Content, Field, Object, Tagging, Variant};

impl Code<'_> {
    /// Constants with the fields, and the expression that puts them together. `owner` is the path
    /// to the constants.
    pub(super) fn body(&self, owner: &TokenStream) -> (Parts, TokenStream) {
        let mut parts = Parts::default();
        let body = match &self.model.body {
            Body::Enum { tagging, variants } => {
                let variants: Vec<_> = variants
                    .iter()
                    .enumerate()
                    .map(|(index, variant)| {
                        self.variant(&mut parts, owner, tagging, index, variant)
                    })
                    .collect();
                parts.constants.push(quote_spanned! {self.span=>
                    const __EXTRACT_VARIANTS: &'static [__extract::Variant] = &[#(#variants),*]
                });
                if matches!(tagging, Tagging::Untagged) {
                    self.arms(&mut parts);
                }
                let tagging = self.tagging(tagging);
                quote_spanned! {self.span=>
                    __extract::Body::Enum {
                        tagging: #tagging,
                        variants: #owner __EXTRACT_VARIANTS,
                    }
                }
            }
            Body::Null => quote_spanned!(self.span=> __extract::Body::Null),
            Body::Struct(object) => {
                self.fields(&mut parts, 0, &object.fields, None, None);
                let object = self.object(owner, 0, object);
                quote_spanned!(self.span=> __extract::Body::Struct(#object))
            }
            Body::Transparent(field) => {
                self.fields(&mut parts, 0, std::slice::from_ref(field.as_ref()), None, None);
                quote_spanned!(self.span=> __extract::Body::Transparent(&#owner __EXTRACT_FIELDS_0[0]))
            }
            Body::Tuple(fields) => {
                self.fields(&mut parts, 0, fields, None, None);
                quote_spanned!(self.span=> __extract::Body::Tuple(#owner __EXTRACT_FIELDS_0))
            }
        };
        (parts, body)
    }

    fn tagging(&self, tagging: &Tagging) -> TokenStream {
        match tagging {
            Tagging::Adjacent { tag, content } => {
                quote_spanned!(self.span=> __extract::Tagging::Adjacent { tag: #tag, content: #content })
            }
            Tagging::External => quote_spanned!(self.span=> __extract::Tagging::External),
            Tagging::Untagged => quote_spanned!(self.span=> __extract::Tagging::Untagged),
            Tagging::Internal { tag } => {
                quote_spanned!(self.span=> __extract::Tagging::Internal { tag: #tag })
            }
        }
    }

    /// Each arm is compared with those before it, where the user wrote it. Those of a generic type
    /// are compared where its arguments are known.
    fn arms(&self, parts: &mut Parts) {
        let (Body::Enum { variants, .. }, true) =
            (&self.model.body, self.model.generics.params.is_empty())
        else {
            return;
        };
        let owner = self.model.ident.to_string();
        for (position, variant) in variants.iter().enumerate().skip(1) {
            let span = variant.ident.span();
            let arguments = quote!(__EXTRACT_VARIANTS, #position, #owner);
            let call = call((span, span), "check_arm", &arguments);
            parts.checks.push(quote_spanned!(self.span=> const _: () = #call;));
        }
    }

    fn variant(
        &self,
        parts: &mut Parts,
        owner: &TokenStream,
        tagging: &Tagging,
        index: usize,
        variant: &Variant,
    ) -> TokenStream {
        let fields = variant.content.fields();
        if !fields.is_empty() {
            let tag = match tagging {
                Tagging::Internal { tag } => Some(tag.as_str()),
                _ => None,
            };
            let newtype = matches!(variant.content, Content::Newtype(_)).then_some(variant);
            self.fields(parts, index, fields, tag, newtype);
        }
        let name = fields_name(index);
        let content = match &variant.content {
            Content::Newtype(_) => quote!(__extract::Content::Newtype(&#owner #name[0])),
            Content::Struct(object) => {
                let object = self.object(owner, index, object);
                quote!(__extract::Content::Struct(#object))
            }
            Content::Tuple(_) => quote!(__extract::Content::Tuple(#owner #name)),
            Content::Unit => quote!(__extract::Content::Unit),
        };
        let Variant { name, aliases, description, other, .. } = variant;
        let description = match description {
            Some(text) => quote!(::core::option::Option::Some(#text)),
            None => quote!(::core::option::Option::None),
        };
        quote_spanned! {self.span=>
            __extract::Variant {
                name: #name,
                aliases: &[#(#aliases),*],
                description: #description,
                other: #other,
                content: #content,
            }
        }
    }

    fn object(&self, owner: &TokenStream, index: usize, object: &Object) -> TokenStream {
        let deny = object.deny_unknown_fields;
        let fields = if object.fields.is_empty() {
            quote!(&[])
        } else {
            let name = fields_name(index);
            quote!(#owner #name)
        };
        quote_spanned! {self.span=>
            __extract::Object { fields: #fields, deny_unknown_fields: #deny }
        }
    }

    fn fields(
        &self,
        parts: &mut Parts,
        index: usize,
        fields: &[Field],
        tag: Option<&str>,
        newtype: Option<&Variant>,
    ) {
        let name = fields_name(index);
        let fields: Vec<_> = fields
            .iter()
            .enumerate()
            .map(|(position, field)| {
                let place = Place { index, position, tag, beside_tag: newtype };
                self.field(&mut parts.checks, field, &place)
            })
            .collect();
        parts.constants.push(quote_spanned! {self.span=>
            const #name: &'static [__extract::Field] = &[#(#fields),*]
        });
    }
}

/// What the body of a definition needs.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) constants: Vec<TokenStream>,
    pub(super) checks: Vec<TokenStream>,
}

/// The constant with the fields of the variant at this index, or of the struct.
pub(super) fn fields_name(index: usize) -> Ident {
    format_ident!("__EXTRACT_FIELDS_{index}")
}

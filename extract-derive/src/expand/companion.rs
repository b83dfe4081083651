//! The companion of a type: its shape, with each field as far as it came.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Index, Member, ext::IdentExt};

use super::Code;
use crate::model::{Body, Content, Field, Variant};

/// For fields and variants without a description: no lint misses one.
const UNDESCRIBED: &str = "As far as it came.";

impl Code<'_> {
    pub(super) fn companion_name(&self) -> Ident {
        format_ident!("__{}Partial", self.model.ident, span = self.span)
    }

    pub(super) fn companion(&self) -> TokenStream {
        let (name, visibility) = (self.companion_name(), &self.model.visibility);
        let generics = self.shown_generics();
        let (parameters, _, bounds) = generics.split_for_impl();
        let declaration = match &self.model.body {
            Body::Enum { variants, .. } => {
                let variants = variants.iter().map(|variant| self.companion_variant(variant));
                quote_spanned!(self.span=> enum #name #parameters #bounds { #(#variants),* })
            }
            Body::Struct(object) => {
                let fields = self.named(&object.fields);
                quote_spanned!(self.span=> struct #name #parameters #bounds { #fields })
            }
            Body::Tuple(fields) => {
                let items = self.unnamed(fields);
                quote_spanned!(self.span=> struct #name #parameters (#items) #bounds;)
            }
            Body::Null | Body::Transparent(_) => return quote!(),
        };
        let about = format!("What there is of `{}` while it arrives.", self.model.ident);
        quote_spanned! {self.span=>
            #[doc = #about]
            #[allow(
                dead_code,
                non_camel_case_types,
                non_snake_case,
                private_interfaces,
                unnameable_types,
                unreachable_pub,
            )]
            #visibility #declaration
        }
    }

    fn companion_variant(&self, variant: &Variant) -> TokenStream {
        let ident = &variant.ident;
        let about = variant.description.as_deref().unwrap_or(UNDESCRIBED);
        let content = match &variant.content {
            Content::Newtype(_) | Content::Tuple(_) => {
                let items = self.unnamed(variant.content.fields());
                quote!((#items))
            }
            Content::Struct(object) => {
                let fields = self.named(&object.fields);
                quote!({ #fields })
            }
            Content::Unit => quote!(),
        };
        quote_spanned!(self.span=> #[doc = #about] #ident #content)
    }

    fn named(&self, fields: &[Field]) -> TokenStream {
        let fields = fields.iter().map(|field| {
            let Field { member, visibility, .. } = field;
            let about = field.description.as_deref().unwrap_or(UNDESCRIBED);
            let ty = self.part(field);
            quote_spanned!(self.span=> #[doc = #about] #visibility #member: #ty)
        });
        quote!(#(#fields),*)
    }

    fn unnamed(&self, fields: &[Field]) -> TokenStream {
        let items = items(fields).into_iter().map(|item| match item {
            Item::Field(field) => {
                let about = field.description.as_deref().unwrap_or(UNDESCRIBED);
                let (visibility, ty) = (&field.visibility, self.part(field));
                quote_spanned!(self.span=> #[doc = #about] #visibility #ty)
            }
            Item::Skipped(_) => quote_spanned!(self.span=> #[doc = "Never read."] ()),
        });
        quote!(#(#items),*)
    }

    /// A field's type in the companion. A parameter that no field speaks of is named in each: the
    /// companion has none to spare.
    pub(super) fn part(&self, field: &Field) -> TokenStream {
        let ty = &field.ty;
        let spoken = self.described_parameters();
        let parameters = self.model.generics.type_params().map(|parameter| &parameter.ident);
        let silent: Vec<_> = parameters.filter(|ident| !spoken.contains(ident)).collect();
        let streamed = self.streamed(field);
        let streamed = if silent.is_empty() {
            streamed
        } else {
            quote_spanned! {field.spans.0=>
                __extract::partial::Beside<(#(__extract::partial::PhantomData<#silent>,)*)>
            }
        };
        quote_spanned!(field.spans.0=> __extract::partial::Part<<#ty as #streamed>::Partial>)
    }

    /// How the companion is shown.
    pub(super) fn debug(&self) -> TokenStream {
        let name = self.companion_name();
        let mut generics = self.shown_generics();
        let spoken: Vec<_> = self.described_parameters().into_iter().cloned().collect();
        let bounds = generics.make_where_clause();
        for parameter in spoken {
            bounds.predicates.push(syn::parse_quote! {
                <#parameter as __extract::partial::Streamed>::Partial: ::core::fmt::Debug
            });
        }
        let (implemented, arguments, bounds) = generics.split_for_impl();
        let arms: Vec<_> = match &self.model.body {
            Body::Enum { variants, .. } => variants
                .iter()
                .map(|variant| {
                    let ident = &variant.ident;
                    self.debug_arm(
                        &quote_spanned!(self.span=> Self::#ident),
                        ident,
                        variant.content.fields(),
                    )
                })
                .collect(),
            Body::Struct(object) => {
                vec![self.debug_arm(&self.own(), &self.model.ident, &object.fields)]
            }
            Body::Tuple(fields) => vec![self.debug_arm(&self.own(), &self.model.ident, fields)],
            Body::Null | Body::Transparent(_) => Vec::new(),
        };
        quote_spanned! {self.span=>
            #[automatically_derived]
            impl #implemented ::core::fmt::Debug for #name #arguments #bounds {
                fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    #[allow(unused_imports)]
                    use __extract::partial::Unseen as _;
                    match self { #(#arms)* }
                }
            }
        }
    }

    fn debug_arm(&self, path: &TokenStream, name: &Ident, fields: &[Field]) -> TokenStream {
        let pattern = self.pattern(path, fields, |_| true);
        let name = name.unraw().to_string();
        let seen = |(position, field): (usize, &Field)| {
            let (part, value) = (self.part(field), binding(position, field));
            quote_spanned!(field.spans.0=> __extract::partial::Seen::<#part>::seen(#value))
        };
        let mut values = fields.iter().enumerate().map(seen);
        let is_named = |field: &Field| matches!(field.member, Member::Named(_));
        if fields.iter().any(is_named) {
            let names = fields.iter().map(|field| match &field.member {
                Member::Named(ident) => ident.unraw().to_string(),
                Member::Unnamed(index) => index.index.to_string(),
            });
            quote_spanned! {self.span=>
                #pattern => __extract::partial::debug_fields(__f, #name, &[#((#names, #values)),*]),
            }
        } else {
            let values = items(fields).into_iter().map(|item| match item {
                Item::Field(_) => values.next().unwrap_or_default(),
                Item::Skipped(_) => quote_spanned!(self.span=> &()),
            });
            let values: Vec<_> = values.collect();
            quote_spanned! {self.span=>
                #pattern => __extract::partial::debug_items(__f, #name, &[#(#values),*]),
            }
        }
    }

    /// A pattern that binds these fields by their positions.
    pub(super) fn pattern(
        &self,
        path: &TokenStream,
        fields: &[Field],
        bound: impl Fn(&Field) -> bool,
    ) -> TokenStream {
        let bound = fields.iter().enumerate().filter(|(_, field)| bound(field));
        let bindings = bound.map(|(position, field)| {
            let (member, value) = (at(field), binding(position, field));
            quote_spanned!(field.spans.0=> #member: #value,)
        });
        quote_spanned!(self.span=> #path { #(#bindings)* .. })
    }

    /// The value of which nothing is there yet.
    pub(super) fn absent(&self, path: &TokenStream, fields: &[Field]) -> TokenStream {
        let values = items(fields).into_iter().map(|item| match item {
            Item::Field(field) => {
                let member = at(field);
                quote_spanned!(field.spans.0=> #member: __extract::partial::Part::Absent)
            }
            Item::Skipped(index) => quote_spanned!(self.span=> #index: ()),
        });
        quote_spanned!(self.span=> #path { #(#values),* })
    }
}

/// The name that the field at this position is bound to.
pub(super) fn binding(position: usize, field: &Field) -> Ident {
    format_ident!("__value_{position}", span = field.spans.0)
}

/// The member, where the type of its field stands: so all that the compiler says of that is one
/// message.
fn at(field: &Field) -> Member {
    match field.member.clone() {
        Member::Named(mut ident) => {
            ident.set_span(ident.span().located_at(field.spans.0));
            Member::Named(ident)
        }
        Member::Unnamed(index) => Member::Unnamed(Index { span: field.spans.0, ..index }),
    }
}

enum Item<'a> {
    Field(&'a Field),
    /// Keeps its place, so that those behind it keep their numbers.
    Skipped(Index),
}

fn items(fields: &[Field]) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    for field in fields {
        if let Member::Unnamed(index) = &field.member {
            let skipped = items.len()..index.index as usize;
            items.extend(skipped.map(|index| Item::Skipped(index.into())));
        }
        items.push(Item::Field(field));
    }
    items
}

//! What is shown of a type while it arrives.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Generics;

use super::Code;
use crate::{
    model::{Body, Content, Field, Tagging, Variant},
    recursion::{marker, mentions},
};

/// What the partial of a type is.
enum Shown<'a> {
    /// A type of its own.
    Companion,
    /// That of its only field.
    Inner(&'a Field),
    /// The type itself, when it is whole.
    Whole,
}

impl Code<'_> {
    /// Names the partial of the type, and writes what it needs.
    pub(super) fn partial(&self) -> TokenStream {
        let (ident, marker) = (&self.model.ident, marker(&self.model.ident));
        let partial = match self.shown() {
            Shown::Whole => {
                let plain = self.model.generics.params.is_empty();
                let generics = if plain { Generics::default() } else { self.described() };
                return opaque(ident, &generics, !self.model.remote);
            }
            Shown::Inner(field) => {
                let ty = &field.ty;
                let streamed = self.streamed(field);
                quote_spanned!(field.spans.0=> <#ty as #streamed>::Partial)
            }
            Shown::Companion => {
                let name = self.companion_name();
                let (_, arguments, _) = self.model.generics.split_for_impl();
                quote_spanned!(self.span=> #name #arguments)
            }
        };
        let generics = self.shown_generics();
        let (implemented, arguments, bounds) = generics.split_for_impl();
        let names_itself = self.model.body.fields().iter().any(|each| mentions(&each.ty, &marker));
        let types = [Some(ident), names_itself.then_some(&marker)].into_iter().flatten();
        let companion = matches!(self.shown(), Shown::Companion).then(|| {
            let (companion, debug, content) = (self.companion(), self.debug(), self.content());
            quote!(#companion #debug #content)
        });
        quote_spanned! {self.span=>
            #(
                #[automatically_derived]
                impl #implemented __extract::partial::Streamed for #types #arguments #bounds {
                    type Partial = #partial;
                }
            )*
            #companion
        }
    }

    /// The generics with a partial asked of every parameter that a field speaks of.
    pub(super) fn shown_generics(&self) -> Generics {
        self.bounded(&quote!(__extract::Extract + __extract::partial::Streamed))
    }

    fn shown(&self) -> Shown<'_> {
        let itself = [&self.model.ident, &marker(&self.model.ident)];
        let has_data = |variant: &Variant| !matches!(variant.content, Content::Unit);
        match &self.model.body {
            _ if !self.model.partial => Shown::Whole,
            Body::Null | Body::Enum { tagging: Tagging::Untagged, .. } => Shown::Whole,
            Body::Enum { variants, .. } if !variants.iter().any(has_data) => Shown::Whole,
            // Without a name of its own it would have no end.
            Body::Transparent(field) if itself.iter().any(|name| mentions(&field.ty, name)) => {
                Shown::Whole
            }
            Body::Transparent(field) => Shown::Inner(field),
            Body::Enum { .. } | Body::Struct(_) | Body::Tuple(_) => Shown::Companion,
        }
    }

    /// The trait of a field's type, where that type stands: one that is not streamed is one message.
    pub(super) fn streamed(&self, field: &Field) -> TokenStream {
        quote_spanned!(field.spans.0=> __extract::partial::Streamed)
    }
}

/// A type that is shown when it is whole: it is its own partial. What is never read is never shown.
pub(super) fn opaque(ident: &Ident, generics: &Generics, is_read: bool) -> TokenStream {
    let (implemented, arguments, bounds) = generics.split_for_impl();
    let whole = if is_read {
        quote_spanned!(ident.span()=> __extract::partial::read(__raw))
    } else {
        quote!(::core::option::Option::None)
    };
    quote_spanned! {ident.span()=>
        #[automatically_derived]
        impl #implemented __extract::partial::Streamed for #ident #arguments #bounds {
            type Partial = Self;
        }

        #[automatically_derived]
        impl #implemented __extract::partial::Content for #ident #arguments #bounds {
            // Inline: not compiled where nothing is streamed.
            #[inline]
            fn whole(__raw: &::core::primitive::str) -> ::core::option::Option<Self> {
                #whole
            }
        }
    }
}

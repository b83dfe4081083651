//! What is shown of a type while it arrives.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Generics;

use super::Code;

impl Code<'_> {
    /// Names the partial of the type, and writes what it needs.
    pub(super) fn partial(&self) -> TokenStream {
        let Self { model, .. } = self;
        let plain = model.generics.params.is_empty();
        let generics = if plain { Generics::default() } else { self.described() };
        opaque(&model.ident, &generics, !model.remote)
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

//! What the companion of an enum is told: which variant it is, then what that holds.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::{
    Code,
    companion::binding,
    content::{Object, all_names},
};
use crate::model::{Content, Variant};

impl Code<'_> {
    /// `{"Circle":{…}}`, or `"Empty"`.
    pub(super) fn external(&self, variants: &[Variant]) -> TokenStream {
        let units = variants.iter().filter(|variant| matches!(variant.content, Content::Unit));
        let unit =
            self.by_name(&quote_spanned!(self.span=> __extract::partial::name(__raw)), units);
        let opened = variants.iter().map(|variant| {
            let (names, absent) = (names(variant), self.absent_variant(variant));
            let place = match variant.content {
                Content::Unit => quote!(::core::option::Option::None),
                _ => quote!(::core::option::Option::Some(0)),
            };
            quote_spanned! {self.span=>
                #(#names)|* => (::core::option::Option::Some(#absent), #place),
            }
        });
        let child = self.child_of_variants(variants);
        let content = self.implement(
            "Content",
            &quote_spanned! {self.span=>
                const PLACES: ::core::primitive::u32 = 1;

                fn begin(
                    __start: __extract::partial::Start,
                ) -> __extract::partial::Begun<Self> {
                    __extract::partial::Begun::named(__start)
                }

                fn open_key(
                    __key: &::core::primitive::str,
                ) -> (
                    ::core::option::Option<Self>,
                    ::core::option::Option<::core::primitive::u32>,
                ) {
                    match __key {
                        #(#opened)*
                        _ => (::core::option::Option::None, ::core::option::Option::None),
                    }
                }

                fn whole(__raw: &::core::primitive::str) -> ::core::option::Option<Self> {
                    #unit
                }

                #child
            },
        );
        let slot = self.slot_of_variants(variants);
        quote!(#content #slot)
    }

    /// `{"kind":"Circle",…}`.
    pub(super) fn internal(&self, tag: &str, variants: &[Variant]) -> TokenStream {
        let objects = variants.iter().map(object_of_variant).collect::<Vec<_>>();
        let places = objects.iter().map(|object| self.places(object.fields));
        let tagged = self.tagged(tag, variants);
        let methods = self.object_methods("close", &objects);
        self.implement(
            "Content",
            &quote_spanned! {self.span=>
                const PLACES: ::core::primitive::u32 =
                    __extract::partial::most([1, #(#places),*]);

                #tagged
                #methods
            },
        )
    }

    /// `{"kind":"Circle","content":{…}}`.
    pub(super) fn adjacent(&self, tag: &str, content: &str, variants: &[Variant]) -> TokenStream {
        let tagged = self.tagged(tag, variants);
        let child = self.child_of_variants(variants);
        let content = self.implement(
            "Content",
            &quote_spanned! {self.span=>
                const PLACES: ::core::primitive::u32 = 1;

                #tagged

                fn key(
                    &mut self,
                    __key: &::core::primitive::str,
                ) -> ::core::option::Option<::core::primitive::u32> {
                    match __key {
                        #content => ::core::option::Option::Some(0),
                        _ => ::core::option::Option::None,
                    }
                }

                #child
            },
        );
        let slot = self.slot_of_variants(variants);
        quote!(#content #slot)
    }

    /// What is there before the tag is known.
    fn tagged(&self, tag: &str, variants: &[Variant]) -> TokenStream {
        let told =
            self.by_name(&quote_spanned!(self.span=> __extract::partial::name(__raw)), variants);
        quote_spanned! {self.span=>
            fn begin(__start: __extract::partial::Start) -> __extract::partial::Begun<Self> {
                __extract::partial::Begun::tagged(__start)
            }

            fn open_key(
                __key: &::core::primitive::str,
            ) -> (
                ::core::option::Option<Self>,
                ::core::option::Option<::core::primitive::u32>,
            ) {
                match __key {
                    #tag => (::core::option::Option::None, ::core::option::Option::Some(0)),
                    _ => (::core::option::Option::None, ::core::option::Option::None),
                }
            }

            fn told(
                _: ::core::primitive::u32,
                __raw: &::core::primitive::str,
            ) -> ::core::option::Option<Self> {
                #told
            }
        }
    }

    /// The variant that this optional name is of, without its content.
    fn by_name<'v>(
        &self,
        name: &TokenStream,
        variants: impl IntoIterator<Item = &'v Variant>,
    ) -> TokenStream {
        let mut other = quote!(::core::option::Option::None);
        let mut arms = TokenStream::new();
        for variant in variants {
            let (names, absent) = (names(variant), self.absent_variant(variant));
            arms.extend(quote_spanned! {self.span=>
                #(::core::option::Option::Some(#names))|* => ::core::option::Option::Some(#absent),
            });
            if variant.other {
                other = quote_spanned!(self.span=> ::core::option::Option::Some(#absent));
                arms.extend(quote_spanned! {self.span=>
                    ::core::option::Option::None => ::core::option::Option::None,
                });
            }
        }
        quote_spanned!(self.span=> match #name.as_deref() { #arms _ => #other })
    }

    fn absent_variant(&self, variant: &Variant) -> TokenStream {
        let Object { path, fields } = object_of_variant(variant);
        self.absent(&path, fields)
    }

    /// What stands at the only place of an enum: the value of a newtype variant, or the object of
    /// which the variant holds the fields.
    fn child_of_variants(&self, variants: &[Variant]) -> TokenStream {
        let arms = variants.iter().filter_map(|variant| {
            let Object { path, fields } = object_of_variant(variant);
            let pattern =
                self.pattern(&path, fields, |_| matches!(variant.content, Content::Newtype(_)));
            let child = match &variant.content {
                Content::Newtype(field) => {
                    let value = binding(0, field);
                    quote!(#value)
                }
                Content::Struct(_) | Content::Tuple(_) => quote_spanned!(self.span=> self),
                Content::Unit => return None,
            };
            Some(quote_spanned!(self.span=> #pattern => ::core::option::Option::Some(#child),))
        });
        quote_spanned! {self.span=>
            fn child(
                &mut self,
                _: ::core::primitive::u32,
            ) -> ::core::option::Option<&mut dyn __extract::partial::Slot> {
                match self {
                    #(#arms)*
                    #[allow(unreachable_patterns)]
                    _ => ::core::option::Option::None,
                }
            }
        }
    }

    /// The companion as the object of which its variant holds the fields.
    fn slot_of_variants(&self, variants: &[Variant]) -> TokenStream {
        let objects = variants
            .iter()
            .filter(|variant| matches!(variant.content, Content::Struct(_) | Content::Tuple(_)))
            .map(object_of_variant)
            .collect::<Vec<_>>();
        let methods = self.object_methods("end", &objects);
        self.implement("Slot", &methods)
    }
}

fn object_of_variant(variant: &Variant) -> Object<'_> {
    let ident = &variant.ident;
    Object { path: quote_spanned!(ident.span()=> Self::#ident), fields: variant.content.fields() }
}

fn names(variant: &Variant) -> Vec<&str> {
    all_names(&variant.name, &variant.aliases)
}

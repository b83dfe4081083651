//! What the companion is told while the value arrives.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};

use super::{Code, companion::binding};
use crate::model::{Body, Content, Field, Tagging, Variant};

/// Fields whose keys stand in one object, and the path to what holds them.
struct Object<'a> {
    path: TokenStream,
    fields: &'a [Field],
}

impl Code<'_> {
    pub(super) fn content(&self) -> TokenStream {
        match &self.model.body {
            Body::Enum { tagging: Tagging::Adjacent { tag, content }, variants } => {
                self.adjacent(tag, content, variants)
            }
            Body::Enum { tagging: Tagging::External, variants } => self.external(variants),
            Body::Enum { tagging: Tagging::Internal { tag }, variants } => {
                self.internal(tag, variants)
            }
            Body::Struct(object) => self.object_content(&object.fields),
            Body::Tuple(fields) => self.object_content(fields),
            Body::Enum { tagging: Tagging::Untagged, .. } | Body::Null | Body::Transparent(_) => {
                quote!()
            }
        }
    }

    fn object_content(&self, fields: &[Field]) -> TokenStream {
        let places = self.places(fields);
        let absent = self.absent(&quote!(Self), fields);
        let methods = self.object_methods("close", &[Object { path: quote!(Self), fields }]);
        self.implement(
            "Content",
            &quote_spanned! {self.span=>
                const PLACES: ::core::primitive::u32 = #places;

                fn begin(
                    __start: __extract::partial::Start,
                ) -> __extract::partial::Begun<Self> {
                    __extract::partial::Begun::object(__start, || #absent)
                }

                fn whole(_: &::core::primitive::str) -> ::core::option::Option<Self> {
                    ::core::option::Option::None
                }

                #methods
            },
        )
    }

    /// `{"Circle":{…}}`, or `"Empty"`.
    fn external(&self, variants: &[Variant]) -> TokenStream {
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
    fn internal(&self, tag: &str, variants: &[Variant]) -> TokenStream {
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
    fn adjacent(&self, tag: &str, content: &str, variants: &[Variant]) -> TokenStream {
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

            fn whole(_: &::core::primitive::str) -> ::core::option::Option<Self> {
                ::core::option::Option::None
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
                Content::Newtype(_) => {
                    let value = binding(0);
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

    fn implement(&self, name: &str, items: &TokenStream) -> TokenStream {
        let (of, name) = (Ident::new(name, self.span), self.companion_name());
        let generics = self.bounded(&quote!(__extract::partial::Streamed));
        let (implemented, arguments, bounds) = generics.split_for_impl();
        quote_spanned! {self.span=>
            #[automatically_derived]
            impl #implemented __extract::partial::#of for #name #arguments #bounds { #items }
        }
    }

    /// How many places the keys of an object have.
    fn places(&self, fields: &[Field]) -> TokenStream {
        let own = own(fields);
        let inside = fields.iter().filter(|field| field.flattened).map(|field| {
            let (ty, streamed) = (&field.ty, self.streamed(field));
            quote_spanned! {self.span=>
                <<#ty as #streamed>::Partial as __extract::partial::Content>::PLACES
            }
        });
        quote_spanned!(self.span=> #own #(+ #inside)*)
    }

    /// Which of these objects it is, the value itself says. `end` is what is called when it ended.
    fn object_methods(&self, end: &str, objects: &[Object<'_>]) -> TokenStream {
        let arms = |bound: fn(&Field) -> bool, write: &dyn Fn(&[Field]) -> TokenStream| {
            let arms = objects.iter().map(|Object { path, fields }| {
                let (pattern, done) = (self.pattern(path, fields, bound), write(fields));
                quote_spanned!(self.span=> #pattern => #done,)
            });
            quote!(#(#arms)*)
        };
        let keys = arms(|field| field.flattened, &|fields| self.key(fields));
        let children = arms(|_| true, &|fields| self.child(fields));
        let ends = objects.iter().any(|object| object.fields.iter().any(|field| field.flattened));
        let ends = ends.then(|| {
            let end = Ident::new(end, self.span);
            let ends = arms(|field| field.flattened, &|fields| {
                let inside = inside(fields);
                quote_spanned!(self.span=> __extract::partial::end_inside([#(#inside),*], __raw))
            });
            quote_spanned! {self.span=>
                fn #end(&mut self, __raw: &::core::primitive::str) {
                    match self {
                        #ends
                        #[allow(unreachable_patterns)]
                        _ => {}
                    }
                }
            }
        });
        quote_spanned! {self.span=>
            fn key(
                &mut self,
                __key: &::core::primitive::str,
            ) -> ::core::option::Option<::core::primitive::u32> {
                match self {
                    #keys
                    #[allow(unreachable_patterns)]
                    _ => ::core::option::Option::None,
                }
            }

            fn child(
                &mut self,
                __place: ::core::primitive::u32,
            ) -> ::core::option::Option<&mut dyn __extract::partial::Slot> {
                match self {
                    #children
                    #[allow(unreachable_patterns)]
                    _ => ::core::option::Option::None,
                }
            }

            #ends
        }
    }

    fn key(&self, fields: &[Field]) -> TokenStream {
        let own_fields = fields.iter().filter(|field| !field.flattened);
        let arms = own_fields.enumerate().map(|(place, field)| {
            let (names, place) = (all_names(&field.key, &field.aliases), number(place));
            quote_spanned!(self.span=> #(#names)|* => ::core::option::Option::Some(#place),)
        });
        let (own, inside) = (own(fields), inside(fields));
        let otherwise = if inside.is_empty() {
            quote!(::core::option::Option::None)
        } else {
            quote_spanned!(self.span=> __extract::partial::key_inside([#(#inside),*], #own, __key))
        };
        quote_spanned!(self.span=> match __key { #(#arms)* _ => #otherwise })
    }

    fn child(&self, fields: &[Field]) -> TokenStream {
        let own_fields = fields.iter().enumerate().filter(|(_, field)| !field.flattened);
        let arms = own_fields.enumerate().map(|(place, (position, _))| {
            let (place, value) = (number(place), binding(position));
            quote_spanned!(self.span=> #place => ::core::option::Option::Some(#value),)
        });
        let (own, inside) = (own(fields), inside(fields));
        let otherwise = if inside.is_empty() {
            quote!(::core::option::Option::None)
        } else {
            quote_spanned!(self.span=> __extract::partial::child_inside([#(#inside),*], #own, __place))
        };
        quote_spanned!(self.span=> match __place { #(#arms)* _ => #otherwise })
    }
}

fn object_of_variant(variant: &Variant) -> Object<'_> {
    let ident = &variant.ident;
    Object { path: quote!(Self::#ident), fields: variant.content.fields() }
}

/// How many places the object has itself.
fn own(fields: &[Field]) -> Literal {
    number(fields.iter().filter(|field| !field.flattened).count())
}

/// The bound fields whose keys stand in the object.
fn inside(fields: &[Field]) -> Vec<Ident> {
    let inside = fields.iter().enumerate().filter(|(_, field)| field.flattened);
    inside.map(|(position, _)| binding(position)).collect()
}

fn names(variant: &Variant) -> Vec<&str> {
    all_names(&variant.name, &variant.aliases)
}

/// The name and the aliases, each once.
fn all_names<'a>(name: &'a str, aliases: &'a [String]) -> Vec<&'a str> {
    let mut names = vec![name];
    for alias in aliases {
        if !names.contains(&alias.as_str()) {
            names.push(alias);
        }
    }
    names
}

fn number(number: usize) -> Literal {
    Literal::usize_unsuffixed(number)
}

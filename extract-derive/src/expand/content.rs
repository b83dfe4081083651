//! What the companion is told while the value arrives.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};

use super::{Code, companion::binding};
use crate::model::{Body, Field, Tagging};

/// Fields whose keys stand in one object, and the path to what holds them.
pub(super) struct Object<'a> {
    pub(super) path: TokenStream,
    pub(super) fields: &'a [Field],
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
        let absent = self.absent(&self.own(), fields);
        let methods = self.object_methods("close", &[Object { path: self.own(), fields }]);
        let flattens = fields.iter().any(|field| field.flattened);
        let begun = Ident::new(if flattens { "flattening" } else { "object" }, self.span);
        self.implement(
            "Content",
            &quote_spanned! {self.span=>
                const PLACES: ::core::primitive::u32 = #places;

                fn begin(
                    __start: __extract::partial::Start,
                ) -> __extract::partial::Begun<Self> {
                    __extract::partial::Begun::#begun(__start, || #absent)
                }

                #methods
            },
        )
    }

    /// The companion in its own impls.
    pub(super) fn own(&self) -> TokenStream {
        quote_spanned!(self.span=> Self)
    }

    pub(super) fn implement(&self, name: &str, items: &TokenStream) -> TokenStream {
        let (of, name) = (Ident::new(name, self.span), self.companion_name());
        let generics = self.shown_generics();
        let (implemented, arguments, bounds) = generics.split_for_impl();
        quote_spanned! {self.span=>
            #[automatically_derived]
            impl #implemented __extract::partial::#of for #name #arguments #bounds { #items }
        }
    }

    /// How many places the keys of an object have.
    pub(super) fn places(&self, fields: &[Field]) -> TokenStream {
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
    pub(super) fn object_methods(&self, end: &str, objects: &[Object<'_>]) -> TokenStream {
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
        let arms = own_fields.enumerate().map(|(place, (position, field))| {
            let (place, value) = (number(place), binding(position, field));
            let child = quote_spanned!(field.spans.0=> ::core::option::Option::Some(#value));
            quote_spanned!(self.span=> #place => #child,)
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

/// How many places the object has itself.
fn own(fields: &[Field]) -> Literal {
    number(fields.iter().filter(|field| !field.flattened).count())
}

/// The bound fields whose keys stand in the object.
fn inside(fields: &[Field]) -> Vec<Ident> {
    let inside = fields.iter().enumerate().filter(|(_, field)| field.flattened);
    inside.map(|(position, field)| binding(position, field)).collect()
}

/// The name and the aliases, each once.
pub(super) fn all_names<'a>(name: &'a str, aliases: &'a [String]) -> Vec<&'a str> {
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

//! From a model to code. Cannot fail.

mod body;
mod companion;
mod content;
mod field;
mod holds;
mod judge;
mod partial;
mod variants;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, GenericParam, Generics, Path, parse_quote};

use self::body::Parts;
use crate::{
    model::Model,
    recursion::{marker, mentions},
};

pub(crate) fn expand(model: &Model) -> TokenStream {
    let code = Code { model, span: model.ident.span() };
    let items = if model.generics.params.is_empty() { code.plain() } else { code.generic() };
    let krate = &model.krate;
    // Every token carries the span of the type's name, so that is what the compiler points at.
    quote_spanned! {code.span=>
        #[doc(hidden)]
        #[allow(
            clippy::all,
            clippy::nursery,
            clippy::pedantic,
            clippy::restriction,
            deprecated,
            unused_qualifications
        )]
        const _: () = {
            use #krate::__private as __extract;
            #items
        };
    }
}

/// An impl that keeps one mistake from causing others.
pub(crate) fn stand_in(input: &DeriveInput, krate: &Path, remote: bool) -> TokenStream {
    let ident = &input.ident;
    let mut generics = input.generics.clone();
    let parameters: Vec<_> = generics.type_params().map(|each| each.ident.clone()).collect();
    let bounds = generics.make_where_clause();
    for parameter in parameters {
        bounds.predicates.push(parse_quote!(#parameter: __extract::Extract));
    }
    let unread = remote.then(|| unread(ident, &generics));
    let partial = partial::opaque(ident, &generics, false);
    let (implemented, arguments, bounds) = generics.split_for_impl();
    quote_spanned! {ident.span()=>
        #[doc(hidden)]
        const _: () = {
            use #krate::__private as __extract;
            #unread
            #[automatically_derived]
            impl #implemented __extract::Extract for #ident #arguments #bounds {
                const ID: ::core::primitive::u64 = 0;
                const NODE: &'static __extract::Node = __extract::REFUSED;
            }
            #partial
        };
    }
}

/// What stands in for a type that is never read: `Extract` asks for serde's trait all the same.
fn unread(ident: &Ident, generics: &Generics) -> TokenStream {
    let (_, arguments, bounds) = generics.split_for_impl();
    let mut implemented = generics.clone();
    implemented.params.insert(0, parse_quote!('__de));
    let (implemented, ..) = implemented.split_for_impl();
    quote_spanned! {ident.span()=>
        #[automatically_derived]
        impl #implemented __extract::Deserialize<'__de> for #ident #arguments #bounds {
            fn deserialize<__D: __extract::Deserializer<'__de>>(
                _: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                ::core::result::Result::Err(__extract::Error::custom("never read"))
            }
        }
    }
}

struct Code<'a> {
    model: &'a Model,
    span: Span,
}

impl Code<'_> {
    /// A type without parameters has a static definition, and is checked where it is written.
    fn plain(&self) -> TokenStream {
        let ident = &self.model.ident;
        let (Parts { constants, checks }, body) = self.body(&quote!());
        let constants = constants.into_iter().map(|constant| quote!(#constant;));
        let definition = self.definition(&quote!(__EXTRACT_ID), &quote!(__EXTRACT_BODY));
        let id = self.id();
        let holds = self.holds(&quote!());
        let key = self.model.body.is_names().then(|| {
            quote_spanned! {self.span=>
                #[automatically_derived]
                impl __extract::MapKey for #ident {}
            }
        });
        let kind = self.kind();
        // A remote definition is no root: it is checked with the types that it stands in.
        let check = (!self.model.remote).then(|| {
            quote_spanned!(self.span=> const _: __extract::Facts = __extract::check(__EXTRACT_NODE);)
        });
        let unread = self.model.remote.then(|| unread(ident, &self.model.generics));
        let judge = self.judge();
        let partial = self.partial();
        quote_spanned! {self.span=>
            #(#constants)*
            const __EXTRACT_ID: ::core::primitive::u64 = #id;
            const __EXTRACT_BODY: __extract::Body = #body;
            static __EXTRACT_DEFINITION: __extract::Definition = #definition;
            const __EXTRACT_NODE: &'static __extract::Node =
                &__extract::Node::#kind(__extract::Link::to(__EXTRACT_ID, &__EXTRACT_DEFINITION));

            #unread

            #[automatically_derived]
            impl __extract::Extract for #ident {
                const ID: ::core::primitive::u64 = __EXTRACT_ID;
                const NODE: &'static __extract::Node = __EXTRACT_NODE;
                #holds
                #judge
            }
            #key
            #partial

            #check
            #(#checks)*
        }
    }

    /// A type with parameters keeps its definition in constants of a marker type, which stands for
    /// it where it names itself.
    fn generic(&self) -> TokenStream {
        let ident = &self.model.ident;
        let marker = marker(ident);
        let described = self.described();
        let (implemented, arguments, bounds) = described.split_for_impl();
        let declared = &self.model.generics;
        let declared_bounds = &declared.where_clause;
        let parameters = declared.params.iter().cloned().map(|mut parameter| {
            match &mut parameter {
                GenericParam::Const(parameter) => parameter.default = None,
                GenericParam::Type(parameter) => parameter.default = None,
                GenericParam::Lifetime(_) => {}
            }
            parameter
        });
        let constant = quote!(#marker::#arguments::);
        let (Parts { constants, checks }, body) = self.body(&constant);
        let definition =
            self.definition(&quote!(Self::__EXTRACT_ID), &quote!(Self::__EXTRACT_BODY));
        let id = self.id();
        let holds = self.holds(&constant);
        let judge = self.judge();
        let self_type = quote!(#ident #arguments);
        let kind = self.kind();
        let of_remote = self.model.remote.then(|| unread(ident, &described));
        let unread = unread(&marker, &described);
        let partial = self.partial();
        quote_spanned! {self.span=>
            struct #marker<#(#parameters),*>(::core::marker::PhantomData<fn() -> #self_type>)
            #declared_bounds;

            impl #implemented #marker #arguments #bounds {
                #(#constants;)*
                const __EXTRACT_ID: ::core::primitive::u64 = #id;
                const __EXTRACT_BODY: __extract::Body = #body;
                const __EXTRACT_DEFINITION: &'static __extract::Definition = &#definition;
            }

            #unread
            #of_remote

            #[automatically_derived]
            impl #implemented __extract::Extract for #marker #arguments #bounds {
                const ID: ::core::primitive::u64 = Self::__EXTRACT_ID;
                const NODE: &'static __extract::Node = &__extract::Node::back(Self::__EXTRACT_ID);
            }

            #[automatically_derived]
            impl #implemented __extract::Extract for #self_type #bounds {
                const ID: ::core::primitive::u64 = #constant __EXTRACT_ID;
                const NODE: &'static __extract::Node = &__extract::Node::#kind(
                    __extract::Link::to(#constant __EXTRACT_ID, #constant __EXTRACT_DEFINITION),
                );
                #holds
                #judge
            }
            #partial

            #(#checks)*
        }
    }

    /// Which node refers to the definition.
    fn kind(&self) -> Ident {
        Ident::new(if self.model.remote { "remote" } else { "named" }, self.span)
    }

    /// The generics with a schema asked of every parameter that a field speaks of.
    fn described(&self) -> Generics {
        self.bounded(&quote!(__extract::Extract))
    }

    /// The generics with this trait asked of every parameter that a field speaks of.
    fn bounded(&self, by: &TokenStream) -> Generics {
        let mut generics = self.model.generics.clone();
        let parameters: Vec<_> = self.described_parameters().into_iter().cloned().collect();
        let bounds = generics.make_where_clause();
        for parameter in parameters {
            bounds.predicates.push(parse_quote!(#parameter: #by));
        }
        bounds.predicates.extend(self.model.bounds.iter().cloned());
        generics
    }

    fn described_parameters(&self) -> Vec<&Ident> {
        let fields = self.model.body.fields();
        let speaks = |ident: &&Ident| fields.iter().any(|field| mentions(&field.ty, ident));
        self.model.generics.type_params().map(|parameter| &parameter.ident).filter(speaks).collect()
    }

    fn id(&self) -> TokenStream {
        let written = Literal::u64_unsuffixed(self.model.fingerprint);
        let own = quote_spanned! {self.span=>
            __extract::derived(
                #written,
                ::core::module_path!(),
                ::core::file!(),
                ::core::line!(),
                ::core::column!(),
            )
        };
        let types = self.described_parameters();
        let own = types.into_iter().fold(own, |id, parameter| {
            quote_spanned!(self.span=> __extract::mix(#id, <#parameter as __extract::Extract>::ID))
        });
        self.model.generics.const_params().fold(own, |id, parameter| {
            let parameter = &parameter.ident;
            quote_spanned!(self.span=> __extract::mix(#id, #parameter as ::core::primitive::u64))
        })
    }

    fn definition(&self, id: &TokenStream, body: &TokenStream) -> TokenStream {
        let Model { name, description, .. } = self.model;
        let count = self.model.body.fields().len();
        let description =
            description.as_ref().map(|text| quote_spanned!(self.span=> .description(#text)));
        let types = self.described_parameters().into_iter().map(|parameter| {
            quote_spanned!(self.span=> __extract::Argument::Type(<#parameter as __extract::Extract>::NODE))
        });
        let numbers = self.model.generics.const_params().map(|parameter| {
            let parameter = &parameter.ident;
            quote_spanned!(self.span=> __extract::Argument::Number(#parameter as ::core::primitive::u64))
        });
        let arguments: Vec<_> = types.chain(numbers).collect();
        let arguments = (!arguments.is_empty())
            .then(|| quote_spanned!(self.span=> .arguments(const { &[#(#arguments),*] })));
        let judged = self.model.is_judged().then(|| {
            let (ident, (_, own, _)) = (&self.model.ident, self.model.generics.split_for_impl());
            quote_spanned!(self.span=> .judged::<#ident #own>())
        });
        quote_spanned! {self.span=>
            __extract::Definition::new(
                #id,
                #name,
                #body,
                const { &__extract::Outline::<#count>::of(&#body) },
            )
            #description
            #arguments
            #judged
        }
    }
}

//! From a model to code. Cannot fail.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{DeriveInput, GenericParam, Generics, Member, Path, parse_quote};

use crate::{
    model::{Body, Bound, Content, Field, Model, Object, Tagging, Variant},
    recursion::{marker, mentions},
};

pub(crate) fn expand(model: &Model) -> TokenStream {
    let code = Code { model, span: model.ident.span() };
    let items = if model.generics.params.is_empty() { code.plain() } else { code.generic() };
    let krate = &model.krate;
    // Every token carries the span of the type's name, so that is what the compiler points at.
    quote_spanned! {code.span=>
        #[doc(hidden)]
        #[allow(clippy::all, clippy::pedantic, clippy::restriction, deprecated, unused_qualifications)]
        const _: () = {
            use #krate::__private as __extract;
            #items
        };
    }
}

/// An impl that keeps one mistake from causing others.
pub(crate) fn refuse(input: &DeriveInput, krate: &Path, errors: Option<syn::Error>) -> TokenStream {
    let errors = errors.map(syn::Error::into_compile_error);
    let ident = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    quote_spanned! {ident.span()=>
        #errors
        #[doc(hidden)]
        const _: () = {
            use #krate::__private as __extract;
            #[automatically_derived]
            impl #generics __extract::Described for #ident #arguments #bounds {
                const ID: ::core::primitive::u64 = 0;
                const NODE: &'static __extract::Node = __extract::REFUSED;
            }
        };
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
        let tokens = Literal::u64_unsuffixed(self.model.tokens);
        quote_spanned! {self.span=>
            #(#constants)*
            const __EXTRACT_ID: ::core::primitive::u64 = #id;
            const __EXTRACT_BODY: __extract::Body = #body;
            static __EXTRACT_DEFINITION: __extract::Definition = #definition;

            #[automatically_derived]
            impl __extract::Described for #ident {
                const ID: ::core::primitive::u64 = __EXTRACT_ID;
                const NODE: &'static __extract::Node =
                    &__extract::Node::named(__extract::Link::to(__EXTRACT_ID, #tokens, &__EXTRACT_DEFINITION));
                #holds
            }

            const _: __extract::Facts =
                __extract::check(<#ident as __extract::Described>::NODE);
            const _: () = <#ident as __extract::Read>::READ;
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
        let tokens = Literal::u64_unsuffixed(self.model.tokens);
        let self_type = quote!(#ident #arguments);
        quote_spanned! {self.span=>
            struct #marker<#(#parameters),*>(::core::marker::PhantomData<fn() -> #self_type>)
            #declared_bounds;

            impl #implemented #marker #arguments #bounds {
                #(#constants;)*
                const __EXTRACT_ID: ::core::primitive::u64 = #id;
                const __EXTRACT_BODY: __extract::Body = #body;
                const __EXTRACT_DEFINITION: &'static __extract::Definition = &#definition;
            }

            #[automatically_derived]
            impl #implemented __extract::Described for #marker #arguments #bounds {
                const ID: ::core::primitive::u64 = Self::__EXTRACT_ID;
                const NODE: &'static __extract::Node = &__extract::Node::back(Self::__EXTRACT_ID);
            }

            #[automatically_derived]
            impl #implemented __extract::Described for #self_type #bounds {
                const ID: ::core::primitive::u64 = #constant __EXTRACT_ID;
                const NODE: &'static __extract::Node = &__extract::Node::named(
                    __extract::Link::to(#constant __EXTRACT_ID, #tokens, #constant __EXTRACT_DEFINITION),
                );
                #holds
            }

            #(#checks)*
        }
    }

    /// The generics with a schema asked of every parameter that a field speaks of.
    fn described(&self) -> Generics {
        let mut generics = self.model.generics.clone();
        let parameters: Vec<_> = self.described_parameters().into_iter().cloned().collect();
        let bounds = generics.make_where_clause();
        for parameter in parameters {
            bounds.predicates.push(parse_quote!(#parameter: __extract::Described));
        }
        generics
    }

    fn described_parameters(&self) -> Vec<&Ident> {
        let fields = self.model.body.fields();
        let speaks = |ident: &&Ident| fields.iter().any(|field| mentions(&field.ty, ident));
        self.model.generics.type_params().map(|parameter| &parameter.ident).filter(speaks).collect()
    }

    fn id(&self) -> TokenStream {
        // With the name on the wire: another one tells types apart that one macro wrote.
        let name = format!("{} {}", self.model.ident, self.model.name);
        let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
        let own = quote_spanned! {self.span=>
            __extract::derived(
                ::core::module_path!(),
                #name,
                #version,
                ::core::file!(),
                ::core::line!(),
                ::core::column!(),
            )
        };
        let types = self.described_parameters();
        let own = types.into_iter().fold(own, |id, parameter| {
            quote_spanned!(self.span=> __extract::mix(#id, <#parameter as __extract::Described>::ID))
        });
        self.model.generics.const_params().fold(own, |id, parameter| {
            let parameter = &parameter.ident;
            quote_spanned!(self.span=> __extract::mix(#id, #parameter as ::core::primitive::u64))
        })
    }

    fn definition(&self, id: &TokenStream, body: &TokenStream) -> TokenStream {
        let Model { name, tokens, description, .. } = self.model;
        let count = self.model.body.fields().len();
        let tokens = Literal::u64_unsuffixed(*tokens);
        let description =
            description.as_ref().map(|text| quote_spanned!(self.span=> .description(#text)));
        let types = self.described_parameters().into_iter().map(|parameter| {
            quote_spanned!(self.span=> __extract::Argument::Type(<#parameter as __extract::Described>::NODE))
        });
        let numbers = self.model.generics.const_params().map(|parameter| {
            let parameter = &parameter.ident;
            quote_spanned!(self.span=> __extract::Argument::Number(#parameter as ::core::primitive::u64))
        });
        let arguments: Vec<_> = types.chain(numbers).collect();
        let arguments = (!arguments.is_empty())
            .then(|| quote_spanned!(self.span=> .arguments(const { &[#(#arguments),*] })));
        quote_spanned! {self.span=>
            __extract::Definition::new(
                #id,
                #name,
                #tokens,
                #body,
                const { &__extract::places::<#count>(&#body) },
            )
            #description
            #arguments
        }
    }

    /// Constants with the fields, and the expression that puts them together. `owner` is the path
    /// to the constants.
    fn body(&self, owner: &TokenStream) -> (Parts, TokenStream) {
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
                self.fields(&mut parts, 0, &object.fields, None);
                let object = self.object(owner, 0, object);
                quote_spanned!(self.span=> __extract::Body::Struct(#object))
            }
            Body::Transparent(field) => {
                self.fields(&mut parts, 0, std::slice::from_ref(field.as_ref()), None);
                quote_spanned!(self.span=> __extract::Body::Transparent(&#owner __EXTRACT_FIELDS_0[0]))
            }
            Body::Tuple(fields) => {
                self.fields(&mut parts, 0, fields, None);
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
            Tagging::Internal { tag } => {
                quote_spanned!(self.span=> __extract::Tagging::Internal { tag: #tag })
            }
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
            let tag = match (tagging, &variant.content) {
                (Tagging::Internal { tag }, Content::Newtype(_)) => Some((tag.as_str(), variant)),
                _ => None,
            };
            self.fields(parts, index, fields, tag);
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
        let Variant { name, aliases, description, .. } = variant;
        let description = match description {
            Some(text) => quote!(::core::option::Option::Some(#text)),
            None => quote!(::core::option::Option::None),
        };
        quote_spanned! {self.span=>
            __extract::Variant {
                name: #name,
                aliases: &[#(#aliases),*],
                description: #description,
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
        tag: Option<(&str, &Variant)>,
    ) {
        let name = fields_name(index);
        let fields: Vec<_> =
            fields.iter().map(|field| self.field(&mut parts.checks, field, tag)).collect();
        parts.constants.push(quote_spanned! {self.span=>
            const #name: &'static [__extract::Field] = &[#(#fields),*]
        });
    }

    fn field(
        &self,
        checks: &mut Vec<TokenStream>,
        field: &Field,
        tag: Option<(&str, &Variant)>,
    ) -> TokenStream {
        let code = self.plain_field(field);
        let calls = self.checks(field, tag);
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
        if field.defaulted {
            said.extend(quote_spanned!(self.span=> defaulted: true,));
        }
        if !bounds.is_empty() {
            let bounds = bounds.iter().map(|Bound { name, value, .. }| {
                let name = Ident::new(name, self.span);
                quote_spanned!(self.span=> #name: ::core::option::Option::Some(#value),)
            });
            said.extend(quote_spanned! {self.span=>
                bounds: __extract::Bounds { #(#bounds)* ..__extract::Bounds::NONE },
            });
        }
        quote_spanned!(self.span=> __extract::Field { #said ..__extract::Field::PLAIN })
    }

    /// What only the compiler can judge, where the field's type is known.
    fn checks(&self, field: &Field, tag: Option<(&str, &Variant)>) -> Vec<TokenStream> {
        let node = self.node(field);
        let of_bound = |Bound { name, value, spans }: &Bound| {
            call(*spans, &format!("check_{name}"), &quote!(#node, #value))
        };
        let mut calls: Vec<_> = field.bounds.iter().map(of_bound).collect();
        if let Some((tag, variant)) = tag {
            let variant = format!("{}::{}", self.model.ident, variant.ident);
            calls.push(call(field.spans, "check_beside_tag", &quote!(#node, #tag, #variant)));
        }
        calls
    }

    /// Every token stands where the type does: a type without a schema is one message there.
    fn node(&self, field: &Field) -> TokenStream {
        let ty = &field.ty;
        quote_spanned!(field.spans.0=> <#ty as __extract::Described>::NODE)
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

    /// The check of a value: each field against its bounds, and what is inside it.
    fn holds(&self, owner: &TokenStream) -> TokenStream {
        let check = match &self.model.body {
            Body::Null => return quote!(),
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
                if arms.is_empty() {
                    return quote!();
                }
                quote_spanned! {self.span=>
                    match self {
                        #(#arms)*
                        #[allow(unreachable_patterns)]
                        _ => true,
                    }
                }
            }
        };
        quote_spanned! {self.span=>
            fn holds(&self) -> ::core::primitive::bool {
                #check
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
        let bindings = fields.iter().zip(&values).map(|(field, value)| {
            let member: &Member = &field.member;
            quote_spanned!(self.span=> #member: #value)
        });
        let ident = &variant.ident;
        let values_tokens = values.iter().map(|value| quote!(#value)).collect();
        let check = self.holds_fields(owner, index, fields, values_tokens);
        quote_spanned!(self.span=> Self::#ident { #(#bindings,)* .. } => #check,)
    }

    /// Names the type where it can, so that one without a schema is one message there.
    fn holds_inside(&self, field: &Field, value: &TokenStream) -> TokenStream {
        if mentions(&field.ty, &marker(&self.model.ident)) {
            return quote_spanned!(self.span=> __extract::Described::holds(#value));
        }
        let (ty, start) = (&field.ty, field.spans.0);
        let holds = quote_spanned!(start=> <#ty as __extract::Described>::holds);
        quote_spanned!(self.span=> #holds(#value))
    }

    fn holds_fields(
        &self,
        owner: &TokenStream,
        index: usize,
        fields: &[Field],
        values: Vec<TokenStream>,
    ) -> TokenStream {
        let name = fields_name(index);
        let checks = fields.iter().zip(values).enumerate().map(|(position, (field, value))| {
            let inside = self.holds_inside(field, &value);
            if field.bounds.is_empty() {
                return inside;
            }
            quote_spanned! {self.span=>
                __extract::Described::within(#value, &#owner #name[#position].bounds) && #inside
            }
        });
        quote_spanned!(self.span=> true #(&& #checks)*)
    }
}

/// What the body of a definition needs.
#[derive(Default)]
struct Parts {
    constants: Vec<TokenStream>,
    checks: Vec<TokenStream>,
}

/// A call whose first token and last token have these spans: the compiler points at all between.
fn call((first, last): (Span, Span), name: &str, arguments: &TokenStream) -> TokenStream {
    let name = Ident::new(name, first);
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments.clone());
    arguments.set_span(last);
    let path = quote_spanned!(first=> __extract::#name);
    quote!(#path #arguments)
}

/// The constant with the fields of the variant at this index, or of the struct.
fn fields_name(index: usize) -> Ident {
    format_ident!("__EXTRACT_FIELDS_{index}")
}

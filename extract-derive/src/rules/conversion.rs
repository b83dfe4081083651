//! What is read into another type than the one whose schema it has: `as`, `from`, `try_from`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Member, Type, Visibility, WherePredicate, parse_quote, spanned::Spanned as _};

use super::Rules;
use crate::{
    attrs::{self, Checks, Read, SerdeContainer, Shape},
    model::{Body, Field, Reader},
    recursion,
};

impl Rules<'_> {
    /// A function reads what it likes: the type that says so must be named.
    pub(super) fn reader(&self, field: &attrs::Field) -> Option<Reader> {
        let function = field.serde.function.as_ref();
        if field.extract.as_type.is_none() {
            if let Some((_, word)) = function {
                let message = format!(
                    "only the function knows what `{word}` reads: name a type that allows no more, `#[extract(as = \"Type\")]`",
                );
                self.errors.at(word.span(), message);
            }
            return None;
        }
        let mut ty = field.ty.clone();
        recursion::name_self(&mut ty, self.ident, self.generics);
        Some(Reader { ty, function: function.map(|(path, _)| path.clone()) })
    }

    /// On the wire a converted type is like a newtype around the type that is read.
    pub(super) fn conversion(&self, from: &Type, data: &Read) -> Body {
        for field in fields(data) {
            if let Some(span) = field.extract.written {
                let message = "serde reads this type from another one, so its own fields are never asked for: write this on the fields of that type";
                self.errors.at(span, message);
            }
        }
        let mut ty = from.clone();
        let spans = recursion::ends(&ty);
        self.described(&mut ty);
        let (ident, (_, arguments, _)) = (self.ident, self.generics.split_for_impl());
        Body::Transparent(Box::new(Field {
            member: Member::Unnamed(0.into()),
            visibility: Visibility::Inherited,
            ty,
            spans,
            key: "_0".to_owned(),
            aliases: Vec::new(),
            description: None,
            flattened: false,
            defaulted: false,
            bounds: Vec::new(),
            range: None,
            checks: Checks::default(),
            reader: Some(Reader { ty: parse_quote!(#ident #arguments), function: None }),
        }))
    }

    /// A remote definition is never a value, so none could be handed to a check.
    pub(super) fn unjudged(&self, checks: &Checks, data: &Read) {
        let on_fields = fields(data).map(|field| &field.extract.checks);
        for Checks { validate, garde } in std::iter::once(checks).chain(on_fields) {
            for span in validate.as_ref().map(|path| path.span()).into_iter().chain(*garde) {
                let message = "serde reads the other crate's type and never this one, so there is nothing to check: write this on the fields that have it in `as`";
                self.errors.at(span, message);
            }
        }
    }

    /// What serde's reading of this generic type asks for.
    pub(super) fn bounds_of_serde(
        &self,
        serde: &SerdeContainer,
        data: &Read,
    ) -> Vec<WherePredicate> {
        if self.generics.params.is_empty() {
            return Vec::new();
        }
        let on_fields = fields(data).flat_map(|field| &field.serde.bounds);
        let variants = match data {
            Read::Enum(variants) => variants.as_slice(),
            _ => &[],
        };
        let on_variants = variants.iter().flat_map(|variant| &variant.serde.bounds);
        let written = serde.bounds.iter().chain(on_variants).chain(on_fields);
        let mut bounds: Vec<_> = written.cloned().map(for_every_lifetime).collect();
        if serde.remote.is_none() {
            // Where serde asks for more by itself, as for `Default` in a field with `default`.
            let (ident, (_, arguments, _)) = (self.ident, self.generics.split_for_impl());
            let defaulted = fields(data).any(|field| field.serde.default.is_some());
            let converted = serde.from.is_some() || serde.try_from.is_some();
            let read = fields(data).any(|field| field.extract.as_type.is_some());
            let promised = fields(data).filter(|field| field.serde.function.is_none());
            for mut ty in promised
                .filter(|field| field.extract.as_type.is_some())
                .map(|field| field.ty.clone())
            {
                recursion::name_self(&mut ty, ident, self.generics);
                bounds.push(parse_quote!(#ty: __extract::DeserializeOwned));
            }
            if serde.default.is_some() || defaulted || converted || read {
                bounds.push(parse_quote!(#ident #arguments: __extract::DeserializeOwned));
            }
        }
        bounds
    }
}

/// Serde reads for a lifetime `'de`, which a bound may name; an extracted value is read for any.
fn for_every_lifetime(bound: WherePredicate) -> WherePredicate {
    let names = |tokens: TokenStream| tokens.to_string().contains("'de");
    match bound {
        WherePredicate::Type(bound) if bound.lifetimes.is_none() && names(quote!(#bound)) => {
            parse_quote!(for<'de> #bound)
        }
        other => other,
    }
}

pub(super) fn fields(data: &Read) -> impl Iterator<Item = &attrs::Field> {
    let shapes: Vec<_> = match data {
        Read::Enum(variants) => variants.iter().map(|variant| &variant.shape).collect(),
        Read::Struct(shape) => vec![shape],
        Read::Union(_) => Vec::new(),
    };
    shapes.into_iter().flat_map(|shape| match shape {
        Shape::Named(fields) | Shape::Unnamed(fields) => fields.as_slice(),
        Shape::Unit => &[],
    })
}

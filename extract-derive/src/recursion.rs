//! How a type names itself in its own fields.

use proc_macro2::{Ident, Span};
use syn::{
    GenericArgument, Generics, PathArguments, ReturnType, Type, TypePath, parse_quote_spanned,
    spanned::Spanned,
};

/// The name of the type that stands for a generic type in its own schema: a constant that names
/// itself with a type parameter in it would have no end.
pub(crate) fn marker(ident: &Ident) -> Ident {
    quote::format_ident!("__{ident}InsideItself", span = ident.span())
}

/// What a field says of the type that it is in.
pub(crate) enum Mention {
    /// A generic type with other arguments than its own: its schema has no end.
    Endless(Box<Type>),
    None,
    Own,
}

/// Replaces the type's own name, and `Self`, which constants outside of an impl do not know.
pub(crate) fn replace(ty: &mut Type, ident: &Ident, generics: &Generics) -> Mention {
    let mut mention = Mention::None;
    visit(ty, &mut |ty| {
        let Type::Path(TypePath { qself: None, path, .. }) = &*ty else { return true };
        let is_self = path.is_ident("Self");
        let own = is_self
            || path.segments.len() == 1
                && path.segments.first().is_some_and(|segment| segment.ident == *ident);
        if !own {
            return true;
        }
        let span = ty.span();
        if generics.params.is_empty() {
            *ty = parse_quote_spanned!(span=> #ident);
        } else if is_self || is_applied_to_own(path.segments.first(), generics) {
            let marker = marker(ident);
            let (_, arguments, _) = generics.split_for_impl();
            *ty = parse_quote_spanned!(span=> #marker #arguments);
        } else {
            mention = Mention::Endless(Box::new(ty.clone()));
            return false;
        }
        mention = Mention::Own;
        false
    });
    mention
}

/// Replaces `Self`, which stands for another type where the code is written.
pub(crate) fn name_self(ty: &mut Type, ident: &Ident, generics: &Generics) {
    visit(ty, &mut |ty| {
        let Type::Path(TypePath { qself: None, path, .. }) = &*ty else { return true };
        if path.is_ident("Self") {
            let (_, arguments, _) = generics.split_for_impl();
            let span = ty.span();
            *ty = parse_quote_spanned!(span=> #ident #arguments);
        }
        true
    });
}

/// `G<T>` in `struct G<T>`.
fn is_applied_to_own(segment: Option<&syn::PathSegment>, generics: &Generics) -> bool {
    let Some(PathArguments::AngleBracketed(arguments)) = segment.map(|segment| &segment.arguments)
    else {
        return false;
    };
    let own = generics.params.iter().map(|parameter| match parameter {
        syn::GenericParam::Const(parameter) => parameter.ident.to_string(),
        syn::GenericParam::Lifetime(parameter) => parameter.lifetime.to_string(),
        syn::GenericParam::Type(parameter) => parameter.ident.to_string(),
    });
    let written = arguments.args.iter().map(|argument| quote::quote!(#argument).to_string());
    own.eq(written)
}

/// The last name of a path, and the first type that it is applied to.
pub(crate) fn applied(ty: &Type) -> Option<(&Ident, Option<&Type>)> {
    let Type::Path(TypePath { qself: None, path, .. }) = ty else { return None };
    let last = path.segments.last()?;
    let argument = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
        }
        _ => None,
    };
    Some((&last.ident, argument))
}

/// The spans of the first and the last token of a type.
pub(crate) fn ends(ty: &Type) -> (Span, Span) {
    let mut spans = quote::quote!(#ty).into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first, spans.last().unwrap_or(first))
}

/// Does this type speak of the parameter?
pub(crate) fn mentions(ty: &Type, parameter: &Ident) -> bool {
    fn search(tokens: proc_macro2::TokenStream, parameter: &Ident) -> bool {
        tokens.into_iter().any(|token| match token {
            proc_macro2::TokenTree::Group(group) => search(group.stream(), parameter),
            proc_macro2::TokenTree::Ident(ident) => ident == *parameter,
            _ => false,
        })
    }
    search(quote::quote!(#ty), parameter)
}

/// Visits a type and the types inside it; `see` says whether to go on inside.
pub(crate) fn visit(ty: &mut Type, see: &mut impl FnMut(&mut Type) -> bool) {
    if !see(ty) {
        return;
    }
    match ty {
        Type::Array(array) => visit(&mut array.elem, see),
        Type::Group(group) => visit(&mut group.elem, see),
        Type::Paren(paren) => visit(&mut paren.elem, see),
        Type::Ptr(pointer) => visit(&mut pointer.elem, see),
        Type::Reference(reference) => visit(&mut reference.elem, see),
        Type::Slice(slice) => visit(&mut slice.elem, see),
        Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(|element| visit(element, see)),
        Type::Path(path) => {
            if let Some(qself) = &mut path.qself {
                visit(&mut qself.ty, see);
            }
            for segment in &mut path.path.segments {
                match &mut segment.arguments {
                    PathArguments::AngleBracketed(arguments) => {
                        for argument in &mut arguments.args {
                            match argument {
                                GenericArgument::Type(ty) => visit(ty, see),
                                GenericArgument::AssocType(pair) => visit(&mut pair.ty, see),
                                _ => {}
                            }
                        }
                    }
                    PathArguments::Parenthesized(arguments) => {
                        arguments.inputs.iter_mut().for_each(|input| visit(&mut input.ty, see));
                        if let ReturnType::Type(_, output) = &mut arguments.output {
                            visit(output, see);
                        }
                    }
                    PathArguments::None => {}
                }
            }
        }
        _ => {}
    }
}

//! What the user wrote, with the span of each word; nothing is judged here but its form.

mod description;
mod extract;
mod serde;
mod serde_words;

use proc_macro2::{Ident, Span, TokenTree};
use syn::{
    Attribute, Data, DeriveInput, Fields, LitStr, Meta, Path, Token, Type, Visibility,
    meta::ParseNestedMeta, parse::ParseStream, parse_quote,
};

pub(crate) use self::{
    extract::{Checks, Decimal, ExtractContainer, ExtractField, Number},
    serde::{SerdeContainer, SerdeField, SerdeVariant},
};
use crate::errors::Errors;

/// A value and where it stands.
#[derive(Clone)]
pub(crate) struct Spanned<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
    /// Of its last token: `-5` has two.
    pub(crate) end: Span,
}

impl<T> Spanned<T> {
    fn at(value: T, span: Span) -> Self {
        Self { value, span, end: span }
    }
}

pub(crate) struct Container {
    pub(crate) serde: SerdeContainer,
    pub(crate) extract: ExtractContainer,
    pub(crate) description: Option<String>,
    pub(crate) data: Read,
}

impl Container {
    /// The path to `extract`.
    pub(crate) fn krate(&self) -> Path {
        self.extract.krate.clone().unwrap_or_else(|| parse_quote!(::extract))
    }
}

pub(crate) enum Read {
    Enum(Vec<Variant>),
    Struct(Shape),
    Union(Span),
}

pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) serde: SerdeVariant,
    pub(crate) description: Option<String>,
    pub(crate) shape: Shape,
}

pub(crate) enum Shape {
    Named(Vec<Field>),
    Unit,
    Unnamed(Vec<Field>),
}

pub(crate) struct Field {
    pub(crate) ident: Option<Ident>,
    pub(crate) visibility: Visibility,
    pub(crate) ty: Type,
    pub(crate) serde: SerdeField,
    pub(crate) extract: ExtractField,
    pub(crate) description: Option<String>,
}

pub(crate) fn read(input: &DeriveInput, errors: &Errors) -> Container {
    let extract = extract::container(&input.attrs, errors);
    let data = match &input.data {
        Data::Enum(data) => {
            Read::Enum(data.variants.iter().map(|variant| read_variant(variant, errors)).collect())
        }
        Data::Struct(data) => Read::Struct(read_shape(&data.fields, errors)),
        Data::Union(data) => Read::Union(data.union_token.span),
    };
    let description = description::read(&input.attrs, extract.description.as_ref());
    Container { serde: serde::container(&input.attrs, errors), extract, description, data }
}

fn read_variant(variant: &syn::Variant, errors: &Errors) -> Variant {
    let said = extract::variant(&variant.attrs, errors);
    Variant {
        ident: variant.ident.clone(),
        serde: serde::variant(&variant.attrs, errors),
        description: description::read(&variant.attrs, said.as_ref()),
        shape: read_shape(&variant.fields, errors),
    }
}

fn read_shape(fields: &Fields, errors: &Errors) -> Shape {
    let read = |fields: &Fields| fields.iter().map(|field| read_field(field, errors)).collect();
    match fields {
        Fields::Named(_) => Shape::Named(read(fields)),
        Fields::Unnamed(_) => Shape::Unnamed(read(fields)),
        Fields::Unit => Shape::Unit,
    }
}

fn read_field(field: &syn::Field, errors: &Errors) -> Field {
    let extract = extract::field(&field.attrs, errors);
    let description = description::read(&field.attrs, extract.description.as_ref());
    Field {
        ident: field.ident.clone(),
        visibility: field.vis.clone(),
        ty: field.ty.clone(),
        serde: serde::field(&field.attrs, errors),
        extract,
        description,
    }
}

/// Calls `read` with each word of every `#[name(…)]`; gives back what has another form.
fn each(
    attributes: &[Attribute],
    name: &str,
    mut read: impl FnMut(&Ident, &ParseNestedMeta<'_>) -> syn::Result<()>,
) -> Vec<syn::Error> {
    let of_name = attributes.iter().filter(|attribute| attribute.path().is_ident(name));
    let read = of_name.map(|attribute| {
        let example = format!("`#[{name}(description = \"…\")]`");
        let Meta::List(list) = &attribute.meta else {
            let form = format!("write in parentheses what you ask for: {example}");
            return Err(syn::Error::new_spanned(&attribute.meta, form));
        };
        let form = format!("write a word here, as in {example}");
        if let Some(TokenTree::Literal(literal)) = list.tokens.clone().into_iter().next() {
            return Err(syn::Error::new(literal.span(), form));
        }
        attribute.parse_nested_meta(|meta| match meta.path.get_ident() {
            Some(word) => read(word, &meta),
            None => Err(syn::Error::new_spanned(&meta.path, form.as_str())),
        })
    });
    read.filter_map(Result::err).collect()
}

/// Stores what an attribute says; the second time is a mistake.
fn set<T>(place: &mut Option<T>, value: T, word: &Ident) -> syn::Result<()> {
    if place.is_some() {
        let message = format!("`{word}` stands twice: remove one of them");
        return Err(syn::Error::new(word.span(), message));
    }
    *place = Some(value);
    Ok(())
}

/// What follows `word =`; `form` says what to write there.
fn value<'a>(meta: &ParseNestedMeta<'a>, word: &Ident, form: &str) -> syn::Result<ParseStream<'a>> {
    meta.value().map_err(|_| syn::Error::new(word.span(), form))
}

/// `word = "text"`.
fn text(meta: &ParseNestedMeta<'_>, word: &Ident) -> syn::Result<Spanned<String>> {
    let form = format!("write text in quotes: `{word} = \"…\"`");
    let literal: LitStr = value(meta, word, &form)?
        .parse()
        .map_err(|error: syn::Error| syn::Error::new(error.span(), &form))?;
    Ok(Spanned::at(literal.value(), literal.span()))
}

/// `crate = "path"`.
fn path(meta: &ParseNestedMeta<'_>, word: &Ident) -> syn::Result<Path> {
    let form = "write the path to this crate in quotes: `crate = \"my_crate::extract\"`";
    let literal: LitStr = value(meta, word, form)?
        .parse()
        .map_err(|error: syn::Error| syn::Error::new(error.span(), form))?;
    literal.parse_with(Path::parse_mod_style).map_err(|_| syn::Error::new(literal.span(), form))
}

/// Passes whatever follows a word that is not used.
fn pass(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        let value = meta.value()?;
        while !value.is_empty() && !value.peek(Token![,]) {
            value.parse::<proc_macro2::TokenTree>()?;
        }
    } else if meta.input.peek(syn::token::Paren) {
        meta.input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

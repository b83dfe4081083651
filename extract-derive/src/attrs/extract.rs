//! `#[extract(…)]`.

use proc_macro2::{Ident, Span};
use quote::quote;
use syn::{
    Attribute, Lit, LitStr, Path, Token, Type, meta::ParseNestedMeta, parse::ParseStream,
    spanned::Spanned as _,
};

use super::{Spanned, each, pass, path, set, text, value};
use crate::errors::Errors;

#[derive(Default)]
pub(crate) struct ExtractContainer {
    pub(crate) name: Option<Spanned<String>>,
    pub(crate) description: Option<Spanned<String>>,
    pub(crate) krate: Option<Path>,
}

#[derive(Default)]
pub(crate) struct ExtractField {
    /// Where the first `#[extract(…)]` stands.
    pub(crate) written: Option<Span>,
    /// The type whose schema the field has.
    pub(crate) as_type: Option<Type>,
    pub(crate) description: Option<Spanned<String>>,
    pub(crate) min: Option<Spanned<Number>>,
    pub(crate) max: Option<Spanned<Number>>,
    pub(crate) min_items: Option<Spanned<u32>>,
    pub(crate) max_items: Option<Spanned<u32>>,
}

#[derive(Clone, Copy)]
pub(crate) enum Number {
    Float(f64),
    Integer(i128),
}

const ON_TYPE: &[&str] = &["crate", "description", "name"];
const ON_VARIANT: &[&str] = &["description"];
const ON_FIELD: &[&str] = &["as", "description", "max", "max_items", "min", "min_items"];

pub(super) fn container(attributes: &[Attribute], errors: &Errors) -> ExtractContainer {
    let mut read = ExtractContainer::default();
    let failed = each(attributes, "extract", |word, meta| match word.to_string().as_str() {
        "crate" => set(&mut read.krate, path(meta, word)?, word),
        "description" => set(&mut read.description, said(meta, word)?, word),
        "name" => set(&mut read.name, text(meta, word)?, word),
        _ => unknown(word, meta, ("a type", ON_TYPE), errors),
    });
    failed.into_iter().for_each(|error| errors.add(error));
    read
}

pub(super) fn variant(attributes: &[Attribute], errors: &Errors) -> Option<Spanned<String>> {
    let mut description = None;
    let failed = each(attributes, "extract", |word, meta| match word.to_string().as_str() {
        "description" => set(&mut description, said(meta, word)?, word),
        _ => unknown(word, meta, ("a variant", ON_VARIANT), errors),
    });
    failed.into_iter().for_each(|error| errors.add(error));
    description
}

pub(super) fn field(attributes: &[Attribute], errors: &Errors) -> ExtractField {
    let mut read = ExtractField::default();
    let written = attributes.iter().find(|attribute| attribute.path().is_ident("extract"));
    read.written = written.map(|attribute| attribute.path().span());
    let failed = each(attributes, "extract", |word, meta| match word.to_string().as_str() {
        "as" => set(&mut read.as_type, type_name(meta, word)?, word),
        "description" => set(&mut read.description, said(meta, word)?, word),
        "max" => set(&mut read.max, number(meta, word)?, word),
        "max_items" => set(&mut read.max_items, count(meta, word)?, word),
        "min" => set(&mut read.min, number(meta, word)?, word),
        "min_items" => set(&mut read.min_items, count(meta, word)?, word),
        _ => unknown(word, meta, ("a field", ON_FIELD), errors),
    });
    failed.into_iter().for_each(|error| errors.add(error));
    read
}

fn said(meta: &ParseNestedMeta<'_>, word: &Ident) -> syn::Result<Spanned<String>> {
    let said = text(meta, word)?;
    if said.value.trim().is_empty() {
        let message = "an empty `description` tells the model nothing: write one, or remove it";
        return Err(syn::Error::new(said.span, message));
    }
    Ok(said)
}

/// `as = "Type"`.
fn type_name(meta: &ParseNestedMeta<'_>, word: &Ident) -> syn::Result<Type> {
    let form = format!("write a type in quotes: `{word} = \"Vec<String>\"`");
    let literal: LitStr = value(meta, word, &form)?
        .parse()
        .map_err(|error: syn::Error| syn::Error::new(error.span(), &form))?;
    literal.parse().map_err(|_| syn::Error::new(literal.span(), form))
}

fn number(meta: &ParseNestedMeta<'_>, word: &Ident) -> syn::Result<Spanned<Number>> {
    let form = format!("write a plain number: `{word} = 5` or `{word} = 0.5`");
    let input = value(meta, word, &form)?;
    let start = input.span();
    let minus: Option<Token![-]> = input.parse()?;
    let literal: Lit = input.parse().map_err(|_| syn::Error::new(start, &form))?;
    let written = quote!(#minus #literal);
    let refuse = |message: &str| Err(syn::Error::new_spanned(&written, message));
    let sign = if minus.is_some() { "-" } else { "" };
    let number = match &literal {
        _ if !ends(input) => return refuse(&form),
        // Parsed with its sign, so that the least integer fits.
        Lit::Int(integer) => match format!("{sign}{}", integer.base10_digits()).parse() {
            Ok(integer) => Number::Integer(integer),
            Err(_) => return refuse("no field holds a number of this size: remove the bound"),
        },
        Lit::Float(float) => match format!("{sign}{}", float.base10_digits()).parse::<f64>() {
            Ok(float) if float.is_finite() => Number::Float(float),
            _ => return refuse("no field holds a number of this size: remove the bound"),
        },
        _ => return refuse(&form),
    };
    Ok(Spanned { value: number, span: start, end: literal.span() })
}

fn count(meta: &ParseNestedMeta<'_>, word: &Ident) -> syn::Result<Spanned<u32>> {
    let form = format!("write how many items, as a whole number from 0 on: `{word} = 5`");
    let input = value(meta, word, &form)?;
    let minus: Option<Token![-]> = input.parse()?;
    let literal: Lit = input.parse().map_err(|error| syn::Error::new(error.span(), &form))?;
    match &literal {
        Lit::Int(integer) if minus.is_none() && ends(input) => {
            let count = integer.base10_parse();
            count.map(|count| Spanned::at(count, literal.span())).ok()
        }
        _ => None,
    }
    .ok_or_else(|| syn::Error::new_spanned(quote!(#minus #literal), form))
}

/// Is the value over, so that the next word can begin?
fn ends(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,])
}

/// A word that means nothing here: a slip, or at home in another place.
fn unknown(
    word: &Ident,
    meta: &ParseNestedMeta<'_>,
    (place, known): (&str, &[&str]),
    errors: &Errors,
) -> syn::Result<()> {
    pass(meta)?;
    let name = word.to_string();
    let start = format!("`{name}` is not known on {place}");
    let message = if let Some(similar) = known.iter().find(|known| is_similar(known, &name)) {
        format!("{start}: did you mean `{similar}`?")
    } else if name == "rename" || name == "name" {
        format!("{start}: write `#[serde(rename = \"…\")]`")
    } else if ON_FIELD.contains(&name.as_str()) {
        format!("{start}: write it on a field")
    } else if ON_TYPE.contains(&name.as_str()) {
        format!("{start}: write it on the type")
    } else {
        let known: Vec<_> = known.iter().map(|known| format!("`{known}`")).collect();
        format!("{start}, which takes {}", known.join(", "))
    };
    errors.at(word.span(), message);
    Ok(())
}

/// One slip apart (a letter more, fewer, other or swapped), or as JSON Schema spells it.
fn is_similar(known: &str, written: &str) -> bool {
    let plain = |text: &str| text.replace(['_', '-'], "").to_lowercase();
    let (known, written) = (plain(known), plain(written));
    if known == written || format!("{known}imum") == written {
        return true;
    }
    let same_start = known.chars().zip(written.chars()).take_while(|(a, b)| a == b).count();
    let same_end =
        known.chars().rev().zip(written.chars().rev()).take_while(|(a, b)| a == b).count();
    let (length, other) = (known.chars().count(), written.chars().count());
    let swapped = length == other && same_start + same_end + 2 == length && {
        let middle = |text: &str| text.chars().skip(same_start).take(2).collect::<Vec<_>>();
        middle(&known).into_iter().rev().eq(middle(&written))
    };
    swapped || length.abs_diff(other) <= 1 && same_start + same_end + 1 >= length.max(other)
}

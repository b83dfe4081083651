//! `#[extract(…)]`.

use proc_macro2::Ident;
use syn::{Attribute, Lit, LitInt, Path, Token, meta::ParseNestedMeta};

use super::{Spanned, each, path, set, text};
use crate::errors::Errors;

#[derive(Default)]
pub(crate) struct ExtractContainer {
    pub(crate) name: Option<Spanned<String>>,
    pub(crate) description: Option<Spanned<String>>,
    pub(crate) krate: Option<Path>,
}

#[derive(Default)]
pub(crate) struct ExtractField {
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

pub(super) fn container(attributes: &[Attribute], errors: &Errors) -> ExtractContainer {
    let mut read = ExtractContainer::default();
    each(attributes, "extract", errors, |word, meta| match word.to_string().as_str() {
        "crate" => set(&mut read.krate, path(meta)?, word),
        "description" => set(&mut read.description, said(meta)?, word),
        "name" => set(&mut read.name, text(meta)?, word),
        _ => Err(unknown(word, "a type", &["crate", "description", "name"])),
    });
    read
}

pub(super) fn variant(attributes: &[Attribute], errors: &Errors) -> Option<Spanned<String>> {
    let mut description = None;
    each(attributes, "extract", errors, |word, meta| match word.to_string().as_str() {
        "description" => set(&mut description, said(meta)?, word),
        _ => Err(unknown(word, "a variant", &["description"])),
    });
    description
}

pub(super) fn field(attributes: &[Attribute], errors: &Errors) -> ExtractField {
    const KNOWN: &[&str] = &["description", "max", "max_items", "min", "min_items"];
    let mut read = ExtractField::default();
    each(attributes, "extract", errors, |word, meta| match word.to_string().as_str() {
        "description" => set(&mut read.description, said(meta)?, word),
        "max" => set(&mut read.max, number(meta, word)?, word),
        "max_items" => set(&mut read.max_items, count(meta, word)?, word),
        "min" => set(&mut read.min, number(meta, word)?, word),
        "min_items" => set(&mut read.min_items, count(meta, word)?, word),
        _ => Err(unknown(word, "a field", KNOWN)),
    });
    read
}

fn said(meta: &ParseNestedMeta<'_>) -> syn::Result<Spanned<String>> {
    let said = text(meta)?;
    if said.value.trim().is_empty() {
        let message = "an empty description tells the model nothing: write one, or remove it";
        return Err(syn::Error::new(said.span, message));
    }
    Ok(said)
}

fn number(meta: &ParseNestedMeta<'_>, word: &Ident) -> syn::Result<Spanned<Number>> {
    let value = meta.value()?;
    let start = value.span();
    let minus: Option<Token![-]> = value.parse()?;
    let refuse =
        |span| syn::Error::new(span, format!("write a number: `{word} = 5` or `{word} = 0.5`"));
    let literal: Lit = value.parse().map_err(|_| refuse(start))?;
    let span = minus.map_or(literal.span(), |minus| minus.span);
    let number = match &literal {
        Lit::Int(integer) => {
            // Parsed with its sign, so that the least integer fits.
            let sign = if minus.is_some() { "-" } else { "" };
            let digits = format!("{sign}{}", integer.base10_digits());
            Number::Integer(digits.parse().map_err(|_| refuse(span))?)
        }
        Lit::Float(float) => {
            let number: f64 = float.base10_parse()?;
            if !number.is_finite() {
                return Err(refuse(span));
            }
            Number::Float(if minus.is_some() { -number } else { number })
        }
        _ => return Err(refuse(span)),
    };
    Ok(Spanned { value: number, span })
}

fn count(meta: &ParseNestedMeta<'_>, word: &Ident) -> syn::Result<Spanned<u32>> {
    let value = meta.value()?;
    let message = format!("write how many items: `{word} = 5`");
    let literal: LitInt = value.parse().map_err(|error| syn::Error::new(error.span(), &message))?;
    let count = literal.base10_parse().map_err(|_| syn::Error::new(literal.span(), &message))?;
    Ok(Spanned { value: count, span: literal.span() })
}

fn unknown(word: &Ident, place: &str, known: &[&str]) -> syn::Error {
    let name = word.to_string();
    let similar = known.iter().find(|known| is_similar(known, &name));
    let message = match similar {
        Some(similar) => format!("`{name}` is not known on {place}: did you mean `{similar}`?"),
        None => {
            let known: Vec<_> = known.iter().map(|known| format!("`{known}`")).collect();
            format!("`{name}` is not known on {place}, which takes {}", known.join(", "))
        }
    };
    syn::Error::new(word.span(), message)
}

/// One slip apart: a letter more, fewer or other, or a part of the word.
fn is_similar(known: &str, written: &str) -> bool {
    let plain = |text: &str| text.replace(['_', '-'], "").to_lowercase();
    let (known, written) = (plain(known), plain(written));
    if known == written
        || (written.len() > 3 && (known.starts_with(&written) || written.starts_with(&known)))
    {
        return true;
    }
    let same_start = known.chars().zip(written.chars()).take_while(|(a, b)| a == b).count();
    let same_end =
        known.chars().rev().zip(written.chars().rev()).take_while(|(a, b)| a == b).count();
    known.chars().count().abs_diff(written.chars().count()) <= 1
        && same_start + same_end + 1 >= known.chars().count().max(written.chars().count())
}

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
    /// Is it to be seen while it arrives?
    pub(crate) partial: Option<Span>,
    pub(crate) checks: Checks,
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
    pub(crate) exclusive_min: Option<Spanned<Number>>,
    pub(crate) exclusive_max: Option<Spanned<Number>>,
    pub(crate) multiple_of: Option<Spanned<Decimal>>,
    pub(crate) min_items: Option<Spanned<u32>>,
    pub(crate) max_items: Option<Spanned<u32>>,
    pub(crate) unique: Option<Span>,
    pub(crate) pattern: Option<Spanned<String>>,
    pub(crate) format: Option<Spanned<String>>,
    pub(crate) min_len: Option<Spanned<u32>>,
    pub(crate) max_len: Option<Spanned<u32>>,
    pub(crate) checks: Checks,
}

/// The user's own checks of a type or a field.
#[derive(Clone, Default)]
pub(crate) struct Checks {
    pub(crate) validate: Option<Path>,
    pub(crate) garde: Option<Span>,
}

#[derive(Clone, Copy)]
pub(crate) enum Number {
    Float(f64),
    Integer(i128),
}

/// A number with the digits that were written, since 0.1 is no float.
pub(crate) struct Decimal {
    pub(crate) negative: bool,
    /// Without a sign or an exponent.
    pub(crate) digits: String,
}

const ON_TYPE: &[&str] = &["crate", "description", "garde", "name", "partial", "validate"];
const ON_VARIANT: &[&str] = &["description"];
const ON_FIELD: &[&str] = &[
    "as",
    "description",
    "exclusive_max",
    "exclusive_min",
    "format",
    "garde",
    "max",
    "max_items",
    "max_len",
    "min",
    "min_items",
    "min_len",
    "multiple_of",
    "pattern",
    "unique",
    "validate",
];

pub(super) fn container(attributes: &[Attribute], errors: &Errors) -> ExtractContainer {
    let mut read = ExtractContainer::default();
    let failed = each(attributes, "extract", |word, meta| match word.to_string().as_str() {
        "crate" => set(&mut read.krate, path(meta, word)?, word),
        "description" => set(&mut read.description, said(meta, word)?, word),
        "garde" => set(&mut read.checks.garde, alone(meta, word)?, word),
        "name" => set(&mut read.name, text(meta, word)?, word),
        "partial" => set(&mut read.partial, alone(meta, word)?, word),
        "validate" => set(&mut read.checks.validate, function(meta, word)?, word),
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
        "exclusive_max" => set(&mut read.exclusive_max, number(meta, word)?, word),
        "exclusive_min" => set(&mut read.exclusive_min, number(meta, word)?, word),
        "format" => set(&mut read.format, text(meta, word)?, word),
        "garde" => set(&mut read.checks.garde, alone(meta, word)?, word),
        "max" => set(&mut read.max, number(meta, word)?, word),
        "max_items" => set(&mut read.max_items, count(meta, word, "items")?, word),
        "max_len" => set(&mut read.max_len, count(meta, word, "characters")?, word),
        "min" => set(&mut read.min, number(meta, word)?, word),
        "min_items" => set(&mut read.min_items, count(meta, word, "items")?, word),
        "min_len" => set(&mut read.min_len, count(meta, word, "characters")?, word),
        "multiple_of" => set(&mut read.multiple_of, decimal(meta, word)?, word),
        "pattern" => set(&mut read.pattern, text(meta, word)?, word),
        "unique" => set(&mut read.unique, alone(meta, word)?, word),
        "validate" => set(&mut read.checks.validate, function(meta, word)?, word),
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
    let literal = literal(meta, word)?;
    let Literal { negative, lit, span, end } = &literal;
    let sign = if *negative { "-" } else { "" };
    let refuse = || literal.refuse("no field holds a number of this size: remove the bound");
    let number = match lit {
        // Parsed with its sign, so that the least integer fits.
        Lit::Int(integer) => match format!("{sign}{}", integer.base10_digits()).parse() {
            Ok(integer) => Number::Integer(integer),
            Err(_) => return Err(refuse()),
        },
        Lit::Float(float) => match format!("{sign}{}", float.base10_digits()).parse::<f64>() {
            Ok(float) if float.is_finite() => Number::Float(float),
            _ => return Err(refuse()),
        },
        _ => return Err(refuse()),
    };
    Ok(Spanned { value: number, span: *span, end: *end })
}

/// A number of which every digit counts.
fn decimal(meta: &ParseNestedMeta<'_>, word: &Ident) -> syn::Result<Spanned<Decimal>> {
    let literal = literal(meta, word)?;
    let digits = match &literal.lit {
        Lit::Int(integer) => integer.base10_digits(),
        Lit::Float(float) => float.base10_digits(),
        _ => "",
    };
    if digits.contains(['e', 'E']) {
        return Err(literal.refuse("write the number without an exponent"));
    }
    let value = Decimal { negative: literal.negative, digits: digits.to_owned() };
    Ok(Spanned { value, span: literal.span, end: literal.end })
}

/// A number as a token, with its sign.
struct Literal {
    negative: bool,
    /// `Lit::Int` or `Lit::Float`.
    lit: Lit,
    span: Span,
    end: Span,
}

impl Literal {
    fn refuse(&self, message: &str) -> syn::Error {
        let (lit, minus) = (&self.lit, self.negative.then(|| Token![-](self.span)));
        syn::Error::new_spanned(quote!(#minus #lit), message)
    }
}

fn literal(meta: &ParseNestedMeta<'_>, word: &Ident) -> syn::Result<Literal> {
    let form = format!("write a plain number: `{word} = 5` or `{word} = 0.5`");
    let input = value(meta, word, &form)?;
    let span = input.span();
    let minus: Option<Token![-]> = input.parse()?;
    let lit: Lit = input.parse().map_err(|_| syn::Error::new(span, &form))?;
    let literal = Literal { negative: minus.is_some(), end: lit.span(), lit, span };
    if matches!(literal.lit, Lit::Int(_) | Lit::Float(_)) && ends(input) {
        return Ok(literal);
    }
    Err(literal.refuse(&form))
}

/// A word without a value.
fn alone(meta: &ParseNestedMeta<'_>, word: &Ident) -> syn::Result<Span> {
    if ends(meta.input) {
        return Ok(word.span());
    }
    let message = format!("`{word}` takes no value: write the word alone");
    Err(syn::Error::new(word.span(), message))
}

/// `word = path::to::a::function`.
fn function(meta: &ParseNestedMeta<'_>, word: &Ident) -> syn::Result<Path> {
    let form = format!("write the path of a function, without quotes: `{word} = check_total`");
    let input = value(meta, word, &form)?;
    let span = input.span();
    let path = input.call(Path::parse_mod_style).map_err(|_| syn::Error::new(span, &form))?;
    if ends(input) {
        return Ok(path);
    }
    Err(syn::Error::new_spanned(path, form))
}

fn count(meta: &ParseNestedMeta<'_>, word: &Ident, noun: &str) -> syn::Result<Spanned<u32>> {
    let form = format!("write how many {noun}, as a whole number from 0 on: `{word} = 5`");
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

/// What other crates and JSON Schema call the rules of fields.
const ELSEWHERE: &[(&[&str], &str)] = &[
    (&["length", "len", "min_length", "max_length"], "write `min_len` or `max_len`"),
    (&["range"], "write `min` and `max`"),
    (&["regex"], "write `pattern = \"…\"`"),
    (&["email", "ip", "ipv4", "ipv6", "uuid", "date", "time"], "write `format = \"…\"`"),
    (&["custom", "with"], "write `validate = path`"),
];

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
    } else if let Some((_, advice)) =
        ELSEWHERE.iter().find(|(words, _)| words.contains(&name.as_str()))
    {
        format!("{start}: {advice}")
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

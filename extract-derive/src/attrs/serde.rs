//! `#[serde(…)]`: what the schema follows is read, what it can ignore is passed, and every other
//! word that serde knows in this place is refused. What serde itself refuses is left to it.

use proc_macro2::{Ident, Span};
use syn::{Attribute, meta::ParseNestedMeta};

use super::{Spanned, each, pass, set, text};
use crate::{case::Case, errors::Errors};

#[derive(Default)]
pub(crate) struct SerdeContainer {
    pub(crate) rename: Option<Spanned<String>>,
    pub(crate) rename_all: Option<Case>,
    pub(crate) tag: Option<Spanned<String>>,
    pub(crate) content: Option<Spanned<String>>,
    pub(crate) transparent: Option<Span>,
    pub(crate) default: Option<Span>,
    pub(crate) deny_unknown_fields: Option<Span>,
    pub(crate) untagged: Option<Span>,
}

#[derive(Default)]
pub(crate) struct SerdeVariant {
    pub(crate) rename: Option<Spanned<String>>,
    pub(crate) rename_all: Option<Case>,
    pub(crate) aliases: Vec<Spanned<String>>,
    pub(crate) skip: Option<Span>,
}

#[derive(Default)]
pub(crate) struct SerdeField {
    pub(crate) rename: Option<Spanned<String>>,
    pub(crate) aliases: Vec<Spanned<String>>,
    pub(crate) skip: Option<Span>,
    pub(crate) default: Option<Span>,
    pub(crate) flatten: Option<Span>,
}

pub(super) fn container(attributes: &[Attribute], errors: &Errors) -> SerdeContainer {
    let mut read = SerdeContainer::default();
    let failed = each(attributes, "serde", |word, meta| match word.to_string().as_str() {
        "content" => set(&mut read.content, text(meta, word)?, word),
        // The path to serde: nothing that we write names serde.
        "crate" => pass(meta),
        "default" => {
            pass(meta)?;
            set(&mut read.default, word.span(), word)
        }
        "deny_unknown_fields" => set(&mut read.deny_unknown_fields, word.span(), word),
        "rename" => rename(&mut read.rename, meta, word, errors),
        "rename_all" => rename_all(&mut read.rename_all, meta, word, errors),
        "tag" => set(&mut read.tag, text(meta, word)?, word),
        "transparent" => set(&mut read.transparent, word.span(), word),
        "untagged" => set(&mut read.untagged, word.span(), word),
        _ => other(word, meta, CONTAINER, errors),
    });
    leave(&failed, errors);
    read
}

pub(super) fn variant(attributes: &[Attribute], errors: &Errors) -> SerdeVariant {
    let mut read = SerdeVariant::default();
    let failed = each(attributes, "serde", |word, meta| match word.to_string().as_str() {
        "alias" => {
            read.aliases.push(text(meta, word)?);
            Ok(())
        }
        "rename" => rename(&mut read.rename, meta, word, errors),
        "rename_all" => rename_all(&mut read.rename_all, meta, word, errors),
        "skip" | "skip_deserializing" => set(&mut read.skip, word.span(), word),
        _ => other(word, meta, VARIANT, errors),
    });
    leave(&failed, errors);
    read
}

pub(super) fn field(attributes: &[Attribute], errors: &Errors) -> SerdeField {
    let mut read = SerdeField::default();
    let failed = each(attributes, "serde", |word, meta| match word.to_string().as_str() {
        "alias" => {
            read.aliases.push(text(meta, word)?);
            Ok(())
        }
        "default" => {
            pass(meta)?;
            set(&mut read.default, word.span(), word)
        }
        "flatten" => set(&mut read.flatten, word.span(), word),
        // Serde takes it beside `remote` only, and that is refused.
        "getter" => pass(meta),
        "rename" => rename(&mut read.rename, meta, word, errors),
        "skip" | "skip_deserializing" => set(&mut read.skip, word.span(), word),
        _ => other(word, meta, FIELD, errors),
    });
    leave(&failed, errors);
    read
}

/// Serde's derive stumbles over the same words, and says so.
fn leave(failed: &[syn::Error], errors: &Errors) {
    if !failed.is_empty() {
        errors.leave_to_serde();
    }
}

/// `rename = "…"`. Two names, one for each direction, are refused.
fn one_name(
    meta: &ParseNestedMeta<'_>,
    word: &Ident,
    errors: &Errors,
) -> syn::Result<Option<Spanned<String>>> {
    if meta.input.peek(syn::token::Paren) {
        pass(meta)?;
        let message = format!(
            "`{word}` for each direction leaves open which name the model sees: write one, `{word} = \"…\"`",
        );
        errors.at(word.span(), message);
        return Ok(None);
    }
    text(meta, word).map(Some)
}

fn rename(
    place: &mut Option<Spanned<String>>,
    meta: &ParseNestedMeta<'_>,
    word: &Ident,
    errors: &Errors,
) -> syn::Result<()> {
    match one_name(meta, word, errors)? {
        Some(name) => set(place, name, word),
        None => Ok(()),
    }
}

fn rename_all(
    place: &mut Option<Case>,
    meta: &ParseNestedMeta<'_>,
    word: &Ident,
    errors: &Errors,
) -> syn::Result<()> {
    let Some(name) = one_name(meta, word, errors)? else { return Ok(()) };
    match Case::from_name(&name.value) {
        Some(case) => set(place, case, word),
        // Serde names the cases it knows when it meets another.
        None => {
            errors.leave_to_serde();
            Ok(())
        }
    }
}

fn other(
    word: &Ident,
    meta: &ParseNestedMeta<'_>,
    refused: &[(&str, &str)],
    errors: &Errors,
) -> syn::Result<()> {
    pass(meta)?;
    match refused.iter().find(|(name, _)| word == name) {
        Some((name, advice)) => {
            errors.at(word.span(), format!("`#[serde({name})]` is not supported: {advice}"));
        }
        None => errors.leave_to_serde(),
    }
    Ok(())
}

const BORROW: &str = "an extracted value owns its text, so use `String`";
const BOUND: &str = "remove it, and state the bounds in a `where` clause of the type";
const CONVERTED: &str = "derive `Extract` for the type that is read, and convert it afterwards";
const CUSTOM: &str =
    "give the field a type whose own `Deserialize` reads the answer, and convert it afterwards";
const IDENTIFIER: &str = "derive `Extract` for a unit enum without it";
const UNTAGGED: &str = "write it on an enum of its own, and that enum around this one";
const WRITING: &str = "an extracted type is read, so write it on a type of its own for the output";

/// On a type: what serde knows, `Extract` does not, and what to do instead.
const CONTAINER: &[(&str, &str)] = &[
    ("bound", BOUND),
    ("expecting", "remove it, since a violation says by itself what was expected"),
    ("field_identifier", IDENTIFIER),
    ("from", CONVERTED),
    ("into", WRITING),
    ("remote", "derive `Extract` for a type of your own, and convert it afterwards"),
    ("rename_all_fields", "write `rename_all` on each variant"),
    ("try_from", CONVERTED),
    ("variant_identifier", IDENTIFIER),
];

/// On a variant.
const VARIANT: &[(&str, &str)] = &[
    ("borrow", BORROW),
    ("bound", BOUND),
    ("deserialize_with", CUSTOM),
    ("other", "the model answers with the variants it knows, so name this one like the others"),
    ("serialize_with", WRITING),
    ("skip_serializing", WRITING),
    ("untagged", UNTAGGED),
    ("with", CUSTOM),
];

/// On a field.
const FIELD: &[(&str, &str)] = &[
    ("borrow", BORROW),
    ("bound", BOUND),
    ("deserialize_with", CUSTOM),
    ("serialize_with", WRITING),
    ("skip_serializing", WRITING),
    ("skip_serializing_if", WRITING),
    ("with", CUSTOM),
];

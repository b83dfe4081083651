//! `#[serde(…)]`: what the schema follows is read, what it can ignore is passed, and every other
//! attribute that serde knows is refused. Words that serde does not know are serde's to refuse.

use proc_macro2::{Ident, Span};
use syn::{Attribute, Token, meta::ParseNestedMeta};

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
}

pub(super) fn container(attributes: &[Attribute], errors: &Errors) -> SerdeContainer {
    let mut read = SerdeContainer::default();
    each(attributes, "serde", errors, |word, meta| match word.to_string().as_str() {
        "content" => set(&mut read.content, text(meta)?, word),
        // The path to serde: nothing that we write names serde.
        "crate" => pass(meta),
        "default" => {
            pass(meta)?;
            set(&mut read.default, word.span(), word)
        }
        "deny_unknown_fields" => set(&mut read.deny_unknown_fields, word.span(), word),
        "rename" => set(&mut read.rename, one_name(meta, word)?, word),
        "rename_all" => rename_all(&mut read.rename_all, meta, word),
        "tag" => set(&mut read.tag, text(meta)?, word),
        "transparent" => set(&mut read.transparent, word.span(), word),
        _ => other(word, meta),
    });
    read
}

pub(super) fn variant(attributes: &[Attribute], errors: &Errors) -> SerdeVariant {
    let mut read = SerdeVariant::default();
    each(attributes, "serde", errors, |word, meta| match word.to_string().as_str() {
        "alias" => {
            read.aliases.push(text(meta)?);
            Ok(())
        }
        "rename" => set(&mut read.rename, one_name(meta, word)?, word),
        "rename_all" => rename_all(&mut read.rename_all, meta, word),
        "skip" | "skip_deserializing" => set(&mut read.skip, word.span(), word),
        _ => other(word, meta),
    });
    read
}

pub(super) fn field(attributes: &[Attribute], errors: &Errors) -> SerdeField {
    let mut read = SerdeField::default();
    each(attributes, "serde", errors, |word, meta| match word.to_string().as_str() {
        "alias" => {
            read.aliases.push(text(meta)?);
            Ok(())
        }
        "default" => {
            pass(meta)?;
            set(&mut read.default, word.span(), word)
        }
        "rename" => set(&mut read.rename, one_name(meta, word)?, word),
        "skip" | "skip_deserializing" => set(&mut read.skip, word.span(), word),
        _ => other(word, meta),
    });
    read
}

/// `rename = "…"`. Two names, one for each direction, are refused.
fn one_name(meta: &ParseNestedMeta<'_>, word: &Ident) -> syn::Result<Spanned<String>> {
    if !meta.input.peek(Token![=]) {
        pass(meta)?;
        let message = format!(
            "`{word}` with a name for each direction has no schema: write one name, `{word} = \"…\"`",
        );
        return Err(syn::Error::new(word.span(), message));
    }
    text(meta)
}

fn rename_all(
    place: &mut Option<Case>,
    meta: &ParseNestedMeta<'_>,
    word: &Ident,
) -> syn::Result<()> {
    let name = one_name(meta, word)?;
    // Serde names the cases it knows when it meets another.
    if let Some(case) = Case::from_name(&name.value) {
        set(place, case, word)?;
    }
    Ok(())
}

fn other(word: &Ident, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    pass(meta)?;
    let name = word.to_string();
    match REFUSED.iter().find(|(refused, _)| *refused == name) {
        Some((_, advice)) => {
            let message = format!("`#[serde({name})]` has no strict schema: {advice}");
            Err(syn::Error::new(word.span(), message))
        }
        None => Ok(()),
    }
}

const CONVERTED: &str = "derive `Extract` for the type that is read, and convert it afterwards";
const CUSTOM: &str =
    "give the field a type whose own `Deserialize` reads the answer, and convert it afterwards";
const IDENTIFIER: &str = "derive `Extract` for a unit enum instead";
const WRITING: &str = "an extracted type is read: put it on a type of its own that you write";

/// What serde knows, `Extract` does not, and what to do instead.
const REFUSED: &[(&str, &str)] = &[
    ("borrow", "an extracted value owns its text: use `String`"),
    ("bound", "remove it and state the bounds in a `where` clause of the type"),
    ("deserialize_with", CUSTOM),
    ("expecting", "remove it: violations say what was expected"),
    ("field_identifier", IDENTIFIER),
    ("flatten", "write the fields here, or keep the struct as a field of its own"),
    ("from", CONVERTED),
    ("getter", "derive `Extract` for the type itself"),
    ("into", WRITING),
    (
        "other",
        "the model can only answer with a variant that has a name: make this one a variant like the others",
    ),
    ("remote", "derive `Extract` for a type of your own, and convert it afterwards"),
    ("rename_all_fields", "write `rename_all` on each variant"),
    ("serialize_with", WRITING),
    ("skip_serializing", WRITING),
    ("skip_serializing_if", WRITING),
    ("try_from", CONVERTED),
    ("untagged", "a tag tells the variants apart: write `tag = \"type\"`"),
    ("variant_identifier", IDENTIFIER),
    ("with", CUSTOM),
];

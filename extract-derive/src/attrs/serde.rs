//! `#[serde(…)]`: what the schema follows is read, what it can ignore is passed, and every other
//! word that serde knows in this place is refused. What serde itself refuses is left to it.

use proc_macro2::{Ident, Span};
use syn::{
    Attribute, ExprPath, LitStr, Token, Type, WherePredicate, meta::ParseNestedMeta, parse::Parse,
    punctuated::Punctuated,
};

use super::{
    Spanned, each, pass,
    serde_words::{CONTAINER, FIELD, Treated, VARIANT, Word},
    set, text, value,
};
use crate::{case::Case, errors::Errors};

#[derive(Default)]
pub(crate) struct SerdeContainer {
    pub(crate) rename: Option<Spanned<String>>,
    pub(crate) rename_all: Option<Case>,
    pub(crate) rename_all_fields: Option<Case>,
    pub(crate) tag: Option<Spanned<String>>,
    pub(crate) content: Option<Spanned<String>>,
    pub(crate) transparent: Option<Span>,
    pub(crate) default: Option<Span>,
    pub(crate) deny_unknown_fields: Option<Span>,
    pub(crate) untagged: Option<Span>,
    pub(crate) bounds: Vec<WherePredicate>,
    pub(crate) from: Option<Type>,
    pub(crate) try_from: Option<Type>,
    pub(crate) remote: Option<Span>,
}

#[derive(Default)]
pub(crate) struct SerdeVariant {
    pub(crate) rename: Option<Spanned<String>>,
    pub(crate) rename_all: Option<Case>,
    pub(crate) aliases: Vec<Spanned<String>>,
    pub(crate) skip: Option<Span>,
    pub(crate) other: Option<Span>,
    pub(crate) bounds: Vec<WherePredicate>,
}

#[derive(Default)]
pub(crate) struct SerdeField {
    pub(crate) rename: Option<Spanned<String>>,
    pub(crate) aliases: Vec<Spanned<String>>,
    pub(crate) skip: Option<Span>,
    pub(crate) default: Option<Span>,
    pub(crate) flatten: Option<Span>,
    pub(crate) bounds: Vec<WherePredicate>,
    pub(crate) getter: Option<Span>,
    /// The function that reads the field, and the word that names it.
    pub(crate) function: Option<(ExprPath, Ident)>,
}

pub(super) fn container(attributes: &[Attribute], errors: &Errors) -> SerdeContainer {
    let mut read = SerdeContainer::default();
    let mut written = Written::default();
    let failed = each(attributes, "serde", |word, meta| match word.to_string().as_str() {
        "bound" => bound(&mut read.bounds, meta, word),
        "content" => set(&mut read.content, text(meta, word)?, word),
        "default" => {
            pass(meta)?;
            set(&mut read.default, word.span(), word)
        }
        "deny_unknown_fields" => set(&mut read.deny_unknown_fields, word.span(), word),
        "from" => set(&mut read.from, parsed(meta, word)?, word),
        "remote" => {
            pass(meta)?;
            set(&mut read.remote, word.span(), word)
        }
        "rename" => match written.names(meta, word)?.as_slice() {
            [] => Ok(()),
            [name] => set(&mut read.rename, name.clone(), word),
            [_, second, ..] => Err(syn::Error::new(second.span, "two names")),
        },
        "rename_all" => rename_all(&mut read.rename_all, meta, word, errors),
        "rename_all_fields" => rename_all(&mut read.rename_all_fields, meta, word, errors),
        "tag" => set(&mut read.tag, text(meta, word)?, word),
        "transparent" => set(&mut read.transparent, word.span(), word),
        "untagged" => set(&mut read.untagged, word.span(), word),
        "try_from" => set(&mut read.try_from, parsed(meta, word)?, word),
        _ => other(word, meta, CONTAINER, errors),
    });
    leave(&failed, errors);
    read
}

pub(super) fn variant(attributes: &[Attribute], errors: &Errors) -> SerdeVariant {
    let mut read = SerdeVariant::default();
    let mut written = Written::default();
    let failed = each(attributes, "serde", |word, meta| match word.to_string().as_str() {
        "alias" => {
            read.aliases.push(text(meta, word)?);
            Ok(())
        }
        "bound" => bound(&mut read.bounds, meta, word),
        "other" => set(&mut read.other, word.span(), word),
        "rename" => rename(&mut read.rename, &mut read.aliases, written.names(meta, word)?),
        "rename_all" => rename_all(&mut read.rename_all, meta, word, errors),
        "skip" | "skip_deserializing" => set(&mut read.skip, word.span(), word),
        _ => other(word, meta, VARIANT, errors),
    });
    leave(&failed, errors);
    read
}

pub(super) fn field(attributes: &[Attribute], errors: &Errors) -> SerdeField {
    let mut read = SerdeField::default();
    let mut written = Written::default();
    let failed = each(attributes, "serde", |word, meta| match word.to_string().as_str() {
        "alias" => {
            read.aliases.push(text(meta, word)?);
            Ok(())
        }
        "bound" => bound(&mut read.bounds, meta, word),
        "default" => {
            pass(meta)?;
            set(&mut read.default, word.span(), word)
        }
        "flatten" => set(&mut read.flatten, word.span(), word),
        "deserialize_with" => set(&mut read.function, (parsed(meta, word)?, word.clone()), word),
        "getter" => {
            // Read only to leave it to serde where it is misplaced.
            pass(meta)?;
            set(&mut read.getter, word.span(), word)
        }
        "rename" => rename(&mut read.rename, &mut read.aliases, written.names(meta, word)?),
        "skip" | "skip_deserializing" => set(&mut read.skip, word.span(), word),
        "with" => {
            let mut path: ExprPath = parsed(meta, word)?;
            let span = path.path.segments.last().map_or(word.span(), |last| last.ident.span());
            path.path.segments.push(Ident::new("deserialize", span).into());
            set(&mut read.function, (path, word.clone()), word)
        }
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

/// `word = "…"`, with Rust in the quotes.
fn parsed<T: Parse>(meta: &ParseNestedMeta<'_>, word: &Ident) -> syn::Result<T> {
    value(meta, word, "left to serde")?.parse::<LitStr>()?.parse()
}

/// `bound = "…"`, or `bound(deserialize = "…")`.
fn bound(
    bounds: &mut Vec<WherePredicate>,
    meta: &ParseNestedMeta<'_>,
    word: &Ident,
) -> syn::Result<()> {
    for Spanned { value, span, .. } in in_directions(meta, word)?.read {
        let predicates = Punctuated::<WherePredicate, Token![,]>::parse_terminated;
        bounds.extend(LitStr::new(&value, span).parse_with(predicates)?);
    }
    Ok(())
}

/// The names that serde writes, of which there may be one.
#[derive(Default)]
struct Written(Option<()>);

impl Written {
    /// The names that serde reads: `rename = "…"`, or those after `deserialize`.
    fn names(
        &mut self,
        meta: &ParseNestedMeta<'_>,
        word: &Ident,
    ) -> syn::Result<Vec<Spanned<String>>> {
        let Directions { written, read } = in_directions(meta, word)?;
        for _ in written {
            set(&mut self.0, (), word)?;
        }
        Ok(read)
    }
}

/// What is said of writing, and of reading.
#[derive(Default)]
struct Directions {
    written: Vec<Spanned<String>>,
    read: Vec<Spanned<String>>,
}

/// `word = "…"` for both directions, or `word(serialize = "…", deserialize = "…")`.
fn in_directions(meta: &ParseNestedMeta<'_>, word: &Ident) -> syn::Result<Directions> {
    if !meta.input.peek(syn::token::Paren) {
        let name = text(meta, word)?;
        return Ok(Directions { written: vec![name.clone()], read: vec![name] });
    }
    let mut said = Directions::default();
    meta.parse_nested_meta(|meta| {
        let name = text(&meta, word)?;
        if meta.path.is_ident("deserialize") {
            said.read.push(name);
        } else if meta.path.is_ident("serialize") {
            said.written.push(name);
        } else {
            return Err(meta.error("left to serde"));
        }
        Ok(())
    })?;
    Ok(said)
}

/// Of several names, serde reads the first like a name and the others like aliases.
fn rename(
    place: &mut Option<Spanned<String>>,
    aliases: &mut Vec<Spanned<String>>,
    names: Vec<Spanned<String>>,
) -> syn::Result<()> {
    for name in names {
        match place {
            None => *place = Some(name),
            Some(_) => aliases.push(name),
        }
    }
    Ok(())
}

fn rename_all(
    place: &mut Option<Case>,
    meta: &ParseNestedMeta<'_>,
    word: &Ident,
    errors: &Errors,
) -> syn::Result<()> {
    let Directions { written, read } = in_directions(meta, word)?;
    // Serde names the cases it knows when it meets another.
    if written.iter().chain(&read).any(|name| Case::from_name(&name.value).is_none()) {
        errors.leave_to_serde();
    }
    for case in read.iter().filter_map(|name| Case::from_name(&name.value)) {
        set(place, case, word)?;
    }
    Ok(())
}

fn other(
    word: &Ident,
    meta: &ParseNestedMeta<'_>,
    known: &[Word],
    errors: &Errors,
) -> syn::Result<()> {
    pass(meta)?;
    match known.iter().find(|known| word == known.name).map(|known| known.treated) {
        Some(Treated::Ignored(_)) => {}
        Some(Treated::Refused(advice)) => {
            // Serde reads such a type for one lifetime only.
            if word == "borrow" {
                errors.unreadable();
            }
            errors.at(word.span(), format!("`#[serde({word})]` is not supported: {advice}"));
        }
        // A word that is modelled is read before.
        Some(Treated::Modelled(_)) | None => errors.leave_to_serde(),
    }
    Ok(())
}

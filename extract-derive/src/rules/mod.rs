//! The only room that refuses: from what was written to a model that can be expanded.

mod bounds;
mod conversion;
mod flatten;
mod left_to_serde;
mod names;
mod pattern;
mod types;

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::{DeriveInput, Generics, Member, ext::IdentExt, spanned::Spanned as _};

use self::names::Names;
use crate::{
    attrs::{self, Container, Read, SerdeContainer, Shape, Spanned},
    case::Case,
    errors::Errors,
    model::{Body, Content, Field, Model, Object, Tagging, Variant},
    recursion,
};

/// The longest name that the service takes, in characters.
const LONGEST_NAME: usize = 64;

pub(crate) fn check(input: &DeriveInput, read: Container, errors: &Errors) -> Option<Model> {
    owned(&input.generics, errors);
    let rules = Rules { ident: &input.ident, generics: &input.generics, errors };
    let serde = &read.serde;
    let krate = read.krate();
    rules.left_to_serde(serde, &read.data);
    if serde.remote.is_some() {
        rules.unjudged(&read.extract.checks, &read.data);
    }
    let bounds = rules.bounds_of_serde(serde, &read.data);
    let converted = serde.from.as_ref().or(serde.try_from.as_ref());
    let body = match read.data {
        Read::Union(span) => {
            errors.unreadable();
            errors.at(span, "a union has no schema: use an enum with one variant for each case");
            None
        }
        data if let Some(from) = converted => Some(rules.conversion(from, &data)),
        Read::Enum(variants) => rules.enumeration(serde, variants),
        Read::Struct(shape) => rules.structure(serde, shape),
    };
    if errors.are_left_to_serde() {
        return None;
    }
    Some(Model {
        ident: input.ident.clone(),
        visibility: input.vis.clone(),
        krate,
        name: rules.name(read.extract.name.as_ref(), serde.rename.as_ref()),
        description: read.description,
        generics: input.generics.clone(),
        body: body?,
        remote: serde.remote.is_some(),
        bounds,
        checks: read.extract.checks,
        partial: read.extract.partial.is_some(),
        fingerprint: fingerprint(input),
    })
}

/// An answer is read from text that is gone afterwards.
fn owned(generics: &Generics, errors: &Errors) {
    if let Some(lifetime) = generics.lifetimes().next() {
        let message = "an extracted value owns its data: remove the lifetime, and use `String` in place of `&str`";
        errors.unreadable();
        errors.at(lifetime.span(), message);
    }
}

/// FNV-1a over the tokens.
fn fingerprint(input: &DeriveInput) -> u64 {
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let text = format!("{version} {}", input.to_token_stream());
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

struct Rules<'a> {
    ident: &'a Ident,
    generics: &'a Generics,
    errors: &'a Errors,
}

impl Rules<'_> {
    /// The name on the wire. One that was asked for must fit; one that comes from Rust is made to.
    fn name(&self, asked: Option<&Spanned<String>>, renamed: Option<&Spanned<String>>) -> String {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if let Some(asked) = asked {
            let name = &asked.value;
            if name.is_empty() || !name.chars().all(fits) {
                let message = "write a name of letters from a to z and A to Z, digits, `_` and `-`: the API takes no other characters";
                self.errors.at(asked.span, message);
            } else if name.len() > LONGEST_NAME {
                let message = format!(
                    "the API takes names of at most 64 characters, this one has {}: write a shorter one",
                    name.len(),
                );
                self.errors.at(asked.span, message);
            }
            return name.clone();
        }
        let plain = self.ident.unraw().to_string();
        let renamed = renamed.map(|renamed| &renamed.value).filter(|name| !name.is_empty());
        let name = renamed.unwrap_or(&plain);
        name.chars().map(|c| if fits(c) { c } else { '_' }).collect()
    }

    fn structure(&self, serde: &SerdeContainer, shape: Shape) -> Option<Body> {
        if serde.untagged.is_some() {
            self.errors.leave_to_serde();
        }
        if let Some(tag) = &serde.tag {
            let message =
                "`tag` on a struct is written by serde but never read: remove it, or use an enum";
            self.errors.at(tag.span, message);
        }
        let defaulted = serde.default.is_some();
        if serde.transparent.is_some() {
            let (Shape::Named(fields) | Shape::Unnamed(fields)) = shape else {
                self.errors.leave_to_serde();
                return None;
            };
            let mut fields = self.positional(fields, defaulted);
            if fields.len() != 1 {
                self.errors.leave_to_serde();
            }
            return fields.pop().map(|field| Body::Transparent(Box::new(field)));
        }
        match shape {
            Shape::Named(fields) => Some(Body::Struct(self.object(
                fields,
                serde,
                serde.rename_all,
                defaulted,
                self.ident.span(),
            ))),
            Shape::Unit => Some(Body::Null),
            Shape::Unnamed(fields) => {
                let newtype = fields.len() == 1;
                let mut fields = self.positional(fields, defaulted);
                if fields.is_empty() {
                    let message =
                        "a tuple struct without fields to read has no schema: write a unit struct";
                    self.errors.at(self.ident.span(), message);
                }
                if newtype {
                    fields.pop().map(|field| Body::Transparent(Box::new(field)))
                } else {
                    Some(Body::Tuple(fields))
                }
            }
        }
    }

    fn enumeration(&self, serde: &SerdeContainer, variants: Vec<attrs::Variant>) -> Option<Body> {
        let tagging = match (&serde.tag, &serde.content) {
            (None, None) if serde.untagged.is_some() => Tagging::Untagged,
            _ if serde.untagged.is_some() => {
                self.errors.leave_to_serde();
                return None;
            }
            (None, None) => Tagging::External,
            (None, Some(_)) => {
                self.errors.leave_to_serde();
                return None;
            }
            (Some(tag), None) => Tagging::Internal { tag: tag.value.clone() },
            (Some(tag), Some(content)) => {
                Tagging::Adjacent { tag: tag.value.clone(), content: content.value.clone() }
            }
        };
        self.enumeration_for_serde(serde, &tagging);
        let mut names = Names::new("variant", "name", self.errors);
        let variants: Vec<_> = variants
            .into_iter()
            .filter(|variant| variant.serde.skip.is_none())
            .filter_map(|variant| {
                let serde_names = (&variant.serde.rename, variant.serde.aliases.as_slice());
                let of_rust = |name: &str| match serde.rename_all {
                    Some(case) => case.of_variant(name),
                    None => name.to_owned(),
                };
                let name = match tagging {
                    // On the wire it has none; messages call it so.
                    Tagging::Untagged => variant.ident.unraw().to_string(),
                    _ => names.add(&variant.ident, serde_names, of_rust),
                };
                self.variant(serde, &tagging, name, variant)
            })
            .collect();
        if variants.is_empty() {
            let message = "an enum without variants to read has no value: add a variant";
            self.errors.at(self.ident.span(), message);
        }
        Some(Body::Enum { tagging, variants })
    }

    /// What serde refuses on an enum.
    fn enumeration_for_serde(&self, serde: &SerdeContainer, tagging: &Tagging) {
        let one_key = matches!(tagging, Tagging::Adjacent { tag, content } if tag == content);
        if serde.transparent.is_some() || serde.default.is_some() || one_key {
            self.errors.leave_to_serde();
        }
    }

    fn variant(
        &self,
        container: &SerdeContainer,
        tagging: &Tagging,
        name: String,
        variant: attrs::Variant,
    ) -> Option<Variant> {
        let attrs::Variant { ident, serde, description, shape } = variant;
        let rename_all = serde.rename_all.or(container.rename_all_fields);
        let content = self.content(container, tagging, &ident, rename_all, shape)?;
        let aliases = serde.aliases.into_iter().map(|alias| alias.value).collect();
        let other = serde.other.is_some();
        if other && !matches!(content, Content::Unit) {
            self.errors.leave_to_serde();
        }
        Some(Variant { ident, name, aliases, description, other, content })
    }

    fn content(
        &self,
        container: &SerdeContainer,
        tagging: &Tagging,
        ident: &Ident,
        rename_all: Option<Case>,
        shape: Shape,
    ) -> Option<Content> {
        let empty = |advice: &str| {
            let message = format!(
                "a variant with brackets and nothing in them {advice}: write `{ident}` alone"
            );
            self.errors.at(ident.span(), message);
        };
        Some(match shape {
            Shape::Unit => Content::Unit,
            Shape::Named(fields) if fields.is_empty() => {
                empty("would be an object without properties");
                return None;
            }
            Shape::Unnamed(fields) if fields.is_empty() => {
                empty("would be a list without items");
                return None;
            }
            Shape::Named(fields) => {
                // Beside an internal tag there is always one property.
                let tagged = matches!(tagging, Tagging::Internal { .. });
                let skipped = fields.iter().all(|field| field.serde.skip.is_some());
                if tagged && skipped {
                    Content::Struct(Object { fields: Vec::new(), deny_unknown_fields: false })
                } else {
                    let object = self.object(fields, container, rename_all, false, ident.span());
                    self.variant_for_serde(tagging, &object);
                    Content::Struct(object)
                }
            }
            Shape::Unnamed(fields) => {
                let newtype = fields.len() == 1;
                let mut fields = self.positional(fields, false);
                match (newtype, fields.is_empty()) {
                    (true, false) => {
                        let mut field = fields.pop()?;
                        // The fields of its struct stand beside the tag.
                        field.flattened = matches!(tagging, Tagging::Internal { .. });
                        Content::Newtype(Box::new(field))
                    }
                    // Serde reads a newtype variant without its value like a unit variant.
                    (true, true) if matches!(tagging, Tagging::External) => Content::Unit,
                    (_, true) => {
                        self.errors.at(
                            ident.span(),
                            "no field of this variant is read: write a unit variant",
                        );
                        return None;
                    }
                    (false, false) => {
                        // Serde refuses tuple variants beside an internal tag.
                        if matches!(tagging, Tagging::Internal { .. }) {
                            self.errors.leave_to_serde();
                        }
                        Content::Tuple(fields)
                    }
                }
            }
        })
    }

    /// Serde refuses a field in the place of an internal tag.
    fn variant_for_serde(&self, tagging: &Tagging, object: &Object) {
        let Tagging::Internal { tag } = tagging else { return };
        if object.fields.iter().any(|field| field.key == *tag || field.aliases.contains(tag)) {
            self.errors.leave_to_serde();
        }
    }

    fn object(
        &self,
        fields: Vec<attrs::Field>,
        serde: &SerdeContainer,
        rename_all: Option<Case>,
        defaulted: bool,
        span: Span,
    ) -> Object {
        let mut names = Names::new("field", "key", self.errors);
        let fields: Vec<_> = fields
            .into_iter()
            .filter(|field| field.serde.skip.is_none())
            .filter_map(|field| {
                let ident = field.ident.clone()?;
                if field.serde.flatten.is_some() {
                    return Some(self.flattened(field, ident));
                }
                let serde_names = (&field.serde.rename, field.serde.aliases.as_slice());
                let of_rust = |name: &str| match rename_all {
                    Some(case) => case.of_field(name),
                    None => name.to_owned(),
                };
                let key = names.add(&ident, serde_names, of_rust);
                Some(self.field(field, Member::Named(ident), key, defaulted))
            })
            .collect();
        if fields.is_empty() {
            let message = "a struct without fields to read asks the model for nothing: add a field, or write a unit struct";
            self.errors.at(span, message);
        }
        let object = Object { fields, deny_unknown_fields: serde.deny_unknown_fields.is_some() };
        if let Some(deny) = serde.deny_unknown_fields
            && object.is_flattening()
        {
            let message = "`deny_unknown_fields` does not go with a flattened field: remove it, since the schema allows no other keys anyway";
            self.errors.at(deny, message);
        }
        object
    }

    /// Fields by position; serde does not count skipped ones.
    fn positional(&self, fields: Vec<attrs::Field>, defaulted: bool) -> Vec<Field> {
        if fields.iter().any(|field| field.serde.flatten.is_some()) {
            self.errors.leave_to_serde();
        }
        fields
            .into_iter()
            .enumerate()
            .filter(|(_, field)| field.serde.skip.is_none())
            .enumerate()
            .map(|(position, (index, field))| {
                let member = match &field.ident {
                    Some(ident) => Member::Named(ident.clone()),
                    None => Member::Unnamed(index.into()),
                };
                self.field(field, member, format!("_{position}"), defaulted)
            })
            .collect()
    }

    fn field(&self, field: attrs::Field, member: Member, key: String, defaulted: bool) -> Field {
        let reader = self.reader(&field);
        let mut ty = field.extract.as_type.clone().unwrap_or(field.ty);
        let spans = recursion::ends(&ty);
        self.described(&mut ty);
        let (bounds, range) = self.bounds(&field.extract);
        Field {
            member,
            visibility: field.visibility,
            ty,
            spans,
            key,
            aliases: field.serde.aliases.into_iter().map(|alias| alias.value).collect(),
            description: field.description,
            defaulted: defaulted || field.serde.default.is_some(),
            flattened: false,
            bounds,
            range,
            checks: field.extract.checks,
            reader,
        }
    }
}

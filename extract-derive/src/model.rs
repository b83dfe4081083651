//! A type that passed every rule. What it holds is what `expand` writes.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{ExprPath, Generics, Member, Path, Type, Visibility, WherePredicate};

use crate::attrs::Checks;

pub(crate) struct Model {
    pub(crate) ident: Ident,
    pub(crate) visibility: Visibility,
    pub(crate) krate: Path,
    /// On the wire, always `[A-Za-z0-9_-]+`.
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) generics: Generics,
    pub(crate) body: Body,
    /// It describes a type of another crate: serde reads that one, and this one never.
    pub(crate) remote: bool,
    /// What serde's reading asks for beyond that every parameter can be read.
    pub(crate) bounds: Vec<WherePredicate>,
    /// The user's own, of the type as a whole.
    pub(crate) checks: Checks,
    /// Was a companion asked for, which shows the value while it arrives?
    pub(crate) partial: bool,
    /// Of everything that was written, to tell apart what stands at one place.
    pub(crate) fingerprint: u64,
}

#[allow(clippy::large_enum_variant, reason = "there is one for each type or variant")]
pub(crate) enum Body {
    Enum { tagging: Tagging, variants: Vec<Variant> },
    Null,
    Struct(Object),
    Transparent(Box<Field>),
    Tuple(Vec<Field>),
}

impl Body {
    /// Every field that is read, in declaration order.
    pub(crate) fn fields(&self) -> Vec<&Field> {
        match self {
            Self::Enum { variants, .. } => {
                variants.iter().flat_map(|variant| variant.content.fields()).collect()
            }
            Self::Null => Vec::new(),
            Self::Struct(object) => object.fields.iter().collect(),
            Self::Transparent(field) => vec![field.as_ref()],
            Self::Tuple(fields) => fields.iter().collect(),
        }
    }
}

impl Body {
    /// Is it an enum whose values are texts, each with one name? Then it may be the key of a map.
    pub(crate) fn is_names(&self) -> bool {
        let Self::Enum { tagging: Tagging::External, variants } = self else { return false };
        let named_once = |variant: &Variant| {
            matches!(variant.content, Content::Unit) && variant.aliases.is_empty()
        };
        variants.iter().all(named_once)
    }
}

impl Object {
    pub(crate) fn is_flattening(&self) -> bool {
        self.fields.iter().any(|field| field.flattened)
    }
}

impl Model {
    /// Are there checks of the user's own?
    pub(crate) fn is_judged(&self) -> bool {
        self.checks.are_asked() || self.body.fields().iter().any(|field| field.checks.are_asked())
    }
}

impl Checks {
    pub(crate) fn are_asked(&self) -> bool {
        self.validate.is_some() || self.garde.is_some()
    }
}

impl Content {
    pub(crate) fn fields(&self) -> &[Field] {
        match self {
            Self::Newtype(field) => std::slice::from_ref(field.as_ref()),
            Self::Struct(object) => &object.fields,
            Self::Tuple(fields) => fields,
            Self::Unit => &[],
        }
    }
}

pub(crate) enum Tagging {
    Adjacent { tag: String, content: String },
    External,
    Internal { tag: String },
    Untagged,
}

pub(crate) struct Object {
    pub(crate) fields: Vec<Field>,
    pub(crate) deny_unknown_fields: bool,
}

pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) description: Option<String>,
    /// Is every unknown name read as this variant?
    pub(crate) other: bool,
    pub(crate) content: Content,
}

#[allow(clippy::large_enum_variant, reason = "there is one for each type or variant")]
pub(crate) enum Content {
    Newtype(Box<Field>),
    Struct(Object),
    Tuple(Vec<Field>),
    Unit,
}

pub(crate) struct Field {
    pub(crate) member: Member,
    pub(crate) visibility: Visibility,
    /// As it stands in the schema: a generic type's own name is replaced by its marker.
    pub(crate) ty: Type,
    /// Of the first token of the type as it was written, and of the last.
    pub(crate) spans: (Span, Span),
    pub(crate) key: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) description: Option<String>,
    pub(crate) defaulted: bool,
    /// Do the fields of its struct stand in its place?
    pub(crate) flattened: bool,
    pub(crate) bounds: Vec<Bound>,
    /// What reads the value, if it is not a value of `ty`.
    pub(crate) reader: Option<Reader>,
    /// The bounds of a number stand together at this place, if only the type can tell whether
    /// anything fits between them.
    pub(crate) range: Option<(Span, Span)>,
    pub(crate) checks: Checks,
}

/// A value is read into this type, by this function or else by its own `Deserialize`.
pub(crate) struct Reader {
    pub(crate) ty: Type,
    pub(crate) function: Option<ExprPath>,
}

/// `min` and its like, with the first and the last span of the value.
pub(crate) struct Bound {
    pub(crate) name: &'static str,
    /// In `Bounds`.
    pub(crate) value: TokenStream,
    pub(crate) asks: Asks,
    pub(crate) spans: (Span, Span),
}

/// What the compiler must know to judge a bound, besides the field's node.
#[derive(Clone, Copy)]
pub(crate) enum Asks {
    /// Whether the type is text.
    Text,
    Type,
    /// The value itself.
    Value,
}

//! Structs whose fields stand in those of another.

use proc_macro2::Ident;
use syn::{Member, Type, ext::IdentExt};

use super::Rules;
use crate::{attrs, model::Field, recursion};

impl Rules<'_> {
    /// A field with `flatten`: on the wire it has no key, so nothing can be said of it there.
    /// Whether its type is a struct, the compiler checks where it knows that type.
    pub(super) fn flattened(&self, field: attrs::Field, ident: Ident) -> Field {
        self.not_flattenable(&field.ty);
        let extract = &field.extract;
        if let Some(as_type) = &extract.as_type {
            let message = "a flattened field is the fields of its struct, so it has no other schema: remove `flatten`";
            self.errors.over(as_type, message);
        }
        if let Some(description) = &extract.description {
            let message = "a flattened field has no place in the schema, so the model would not read this: describe the fields of the struct";
            self.errors.at(description.span, message);
        }
        // Messages call it so; nothing else does.
        let key = ident.unraw().to_string();
        let field = self.field(field, Member::Named(ident), key, false);
        for bound in &field.bounds {
            let message = format!(
                "a flattened field has no value of its own, so `{}` bounds nothing: write it on a field of the struct",
                bound.name,
            );
            self.errors.at(bound.spans.0, message);
        }
        Field { flattened: true, defaulted: false, bounds: Vec::new(), range: None, ..field }
    }

    /// What the name alone tells. Of other types, and of these behind an alias, the compiler sees it
    /// later.
    fn not_flattenable(&self, ty: &Type) {
        let mut inner = ty;
        while let Some((name, Some(argument))) = recursion::applied(inner)
            && name == "Box"
        {
            inner = argument;
        }
        let Some((name, _)) = recursion::applied(inner) else { return };
        let is_own = *name == *self.ident || name == "Self";
        let message = match name.to_string().as_str() {
            _ if is_own => {
                "a struct cannot be flattened into itself, because its fields would have no end: remove `flatten`"
            }
            "Option" => {
                "an option cannot be flattened, because strict mode has no keys that may be missing: make the fields of the struct options"
            }
            "BTreeMap" | "HashMap" | "IndexMap" | "Map" | "Value" => {
                "a map cannot be flattened, because strict mode has no keys that the schema does not name: remove `flatten`, or name the fields"
            }
            _ => return,
        };
        self.errors.over(ty, message);
    }
}

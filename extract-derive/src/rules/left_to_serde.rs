//! What serde's own derive refuses for the place where it stands.

use super::{Rules, conversion::fields};
use crate::attrs::{Field, Read, SerdeContainer, Shape, Variant};

impl Rules<'_> {
    pub(super) fn left_to_serde(&self, serde: &SerdeContainer, data: &Read) {
        let SerdeContainer { from, try_from, transparent, remote, rename_all_fields, .. } = serde;
        let is_enum = matches!(data, Read::Enum(_));
        let converted = from.is_some() || try_from.is_some();
        let getter = fields(data).any(|field| field.serde.getter.is_some());
        let misplaced = match data {
            Read::Enum(variants) => has_other_too_early(variants),
            Read::Struct(Shape::Unnamed(fields)) => {
                serde.default.is_none() && has_gap_in_defaults(fields)
            }
            _ => false,
        };
        if misplaced
            || from.is_some() && try_from.is_some()
            || converted && transparent.is_some()
            || getter && (is_enum || remote.is_none())
            || rename_all_fields.is_some() && !is_enum
        {
            self.errors.leave_to_serde();
        }
    }
}

/// Every name is read as the variant with `other`, so none may follow.
fn has_other_too_early(variants: &[Variant]) -> bool {
    variants.iter().rev().skip(1).any(|variant| variant.serde.other.is_some())
}

/// Items are missing at the end only, so a default asks for one in every later field.
fn has_gap_in_defaults(fields: &[Field]) -> bool {
    let read = fields.iter().filter(|field| field.serde.skip.is_none());
    let mut after_first = read.skip_while(|field| field.serde.default.is_none());
    after_first.any(|field| field.serde.default.is_none())
}

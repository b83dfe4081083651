//! Types of which the syntax alone tells that they have no schema.

use syn::Type;

use super::Rules;
use crate::recursion::{self, Mention};

impl Rules<'_> {
    /// The type as its schema is written: one that has none is refused.
    pub(super) fn described(&self, ty: &mut Type) {
        self.expressible(ty);
        if let Mention::Endless(endless) = recursion::replace(ty, self.ident, self.generics) {
            let message = format!(
                "`{}` contains itself with other arguments, so its schema has no end: write it with its own arguments, or make it non-generic",
                self.ident,
            );
            self.errors.unreadable();
            self.errors.over(&endless, message);
        }
    }

    /// Types of which the syntax alone tells that they have no schema.
    fn expressible(&self, ty: &mut Type) {
        recursion::visit(ty, &mut |ty| {
            let message = match ty {
                Type::Array(array) if is_zero(&array.len) => {
                    "an array without items asks the model for nothing: remove the field"
                }
                Type::FnPtr(_) => {
                    "a function cannot be extracted: remove the field, or `#[serde(skip)]` it"
                }
                Type::Ptr(_) => "a pointer cannot be extracted: use the type that it points to",
                // The lifetime is refused where it is declared.
                Type::Reference(_) if self.generics.lifetimes().next().is_some() => return false,
                Type::Reference(_) => {
                    "an extracted value owns its data: use `String` in place of `&str`, and `T` in place of `&T`"
                }
                Type::TraitObject(_) => {
                    "the model must know what to answer with: write an enum with one variant for each type"
                }
                Type::Path(path) if path.path.is_ident("u128") || path.path.is_ident("i128") => {
                    "128-bit integers do not survive JSON: use `u64` or `i64`, or `String` for an identifier"
                }
                _ => return true,
            };
            if !matches!(ty, Type::Array(_) | Type::Path(_)) {
                self.errors.unreadable();
            }
            self.errors.over(ty, message);
            false
        });
    }
}

fn is_zero(length: &syn::Expr) -> bool {
    matches!(
        length,
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(literal), .. })
            if literal.base10_digits() == "0"
    )
}

//! Names that are taken.

use std::collections::HashMap;

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;

use crate::{attrs::Spanned, errors::Errors};

/// Every name is written once: serde takes the first of two and never the second.
pub(super) struct Names<'a> {
    owner: &'static str,
    noun: &'static str,
    errors: &'a Errors,
    taken: HashMap<String, String>,
}

impl<'a> Names<'a> {
    pub(super) fn new(owner: &'static str, noun: &'static str, errors: &'a Errors) -> Self {
        Self { owner, noun, errors, taken: HashMap::new() }
    }

    /// The name on the wire of what is called `ident` in Rust, after taking it and its aliases.
    pub(super) fn add(
        &mut self,
        ident: &Ident,
        (renamed, aliases): (&Option<Spanned<String>>, &[Spanned<String>]),
        of_rust: impl FnOnce(&str) -> String,
    ) -> String {
        let plain = ident.unraw().to_string();
        let (name, span) = match renamed {
            Some(renamed) => (renamed.value.clone(), renamed.span),
            None => (of_rust(&plain), ident.span()),
        };
        self.take(&name, &plain, span);
        for alias in aliases {
            self.take(&alias.value, &plain, alias.span);
        }
        name
    }

    fn take(&mut self, name: &str, ident: &str, span: Span) {
        match self.taken.get(name) {
            // An alias that repeats the own name does no harm.
            Some(other) if other == ident => {}
            Some(other) => {
                let Self { owner, noun, .. } = self;
                let message = format!(
                    "the {owner}s `{other}` and `{ident}` share the {noun} `{name}`: rename one of them",
                );
                self.errors.at(span, message);
            }
            None => {
                self.taken.insert(name.to_owned(), ident.to_owned());
            }
        }
    }
}

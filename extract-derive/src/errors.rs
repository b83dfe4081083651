use std::{cell::RefCell, fmt::Display};

use proc_macro2::Span;

/// Collects every mistake of a type, so that all are shown at once.
#[derive(Default)]
pub(crate) struct Errors {
    found: RefCell<Vec<syn::Error>>,
}

impl Errors {
    /// Adds a mistake at the place that the user must change.
    pub(crate) fn at(&self, span: Span, message: impl Display) {
        self.add(syn::Error::new(span, message));
    }

    pub(crate) fn add(&self, error: syn::Error) {
        self.found.borrow_mut().push(error);
    }

    pub(crate) fn finish(self) -> Option<syn::Error> {
        self.found.into_inner().into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        })
    }
}

use std::{
    cell::{Cell, RefCell},
    fmt::Display,
};

use proc_macro2::Span;
use quote::ToTokens;

/// Collects every mistake of a type, so that all are shown at once.
#[derive(Default)]
pub(crate) struct Errors {
    found: RefCell<Vec<syn::Error>>,
    left_to_serde: Cell<bool>,
    unreadable: Cell<bool>,
}

impl Errors {
    /// Adds a mistake at the place that the user must change.
    pub(crate) fn at(&self, span: Span, message: impl Display) {
        self.add(syn::Error::new(span, message));
    }

    /// Adds a mistake that fills all of these tokens.
    pub(crate) fn over(&self, tokens: impl ToTokens, message: impl Display) {
        self.add(syn::Error::new_spanned(tokens, message));
    }

    pub(crate) fn add(&self, error: syn::Error) {
        self.found.borrow_mut().push(error);
    }

    /// There is a mistake that serde's own derive reports: nothing is added to its message.
    pub(crate) fn leave_to_serde(&self) {
        self.left_to_serde.set(true);
    }

    pub(crate) fn are_left_to_serde(&self) -> bool {
        self.left_to_serde.get()
    }

    /// Serde cannot read this type into a value of its own either.
    pub(crate) fn unreadable(&self) {
        self.unreadable.set(true);
    }

    /// As far as it can be seen here, serde reads the type.
    pub(crate) fn leave_it_readable(&self) -> bool {
        !self.left_to_serde.get() && !self.unreadable.get()
    }

    pub(crate) fn finish(self) -> Option<syn::Error> {
        self.found.into_inner().into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        })
    }
}

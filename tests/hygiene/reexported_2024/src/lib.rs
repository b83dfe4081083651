//! What the derive writes is silent and finds its own names: edition 2024, no prelude, every lint
//! denied, the crate handed on by another, and the user's own types named like those of the prelude.

#![no_implicit_prelude]
#![deny(warnings, clippy::all, clippy::pedantic, clippy::nursery)]
#![deny(
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    let_underscore_drop,
    meta_variable_misuse,
    missing_docs,
    non_local_definitions,
    redundant_lifetimes,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unnameable_types,
    unreachable_pub,
    unused_import_braces,
    unused_lifetimes,
    unused_qualifications
)]
#![forbid(unsafe_code)]

use ::facade::parts::extract::Extract;
use ::serde::Deserialize;

/// Stands in the place of the prelude's.
#[derive(Deserialize, Extract)]
#[extract(partial, crate = "::facade::parts::extract")]
pub struct Option {
    /// Named like a type.
    pub bool: ::std::primitive::bool,
    /// A raw name.
    pub r#type: ::std::string::String,
}

/// Stands in the place of the prelude's.
#[derive(Deserialize, Extract)]
#[extract(partial, crate = "::facade::parts::extract")]
pub enum Result {
    /// One.
    Ok,
    /// Two.
    #[deprecated]
    Err,
}

/// A value beside them.
#[derive(Deserialize, Extract)]
#[extract(partial, crate = "::facade::parts::extract")]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Vec {
    /// Nothing.
    None,
    /// Something.
    Some(Option),
    /// More.
    #[allow(missing_docs)]
    Box { key: ::std::primitive::u8, value: ::std::option::Option<Tree> },
}

/// A value in its own content.
#[derive(Deserialize, Extract)]
#[extract(partial, crate = "::facade::parts::extract")]
#[serde(tag = "t", content = "c")]
pub enum String {
    /// A pair.
    Pair(::std::primitive::i64, ::std::primitive::f64),
    /// One.
    Only(Result),
    /// None.
    Nothing,
}

/// Contains itself.
#[derive(Deserialize, Extract)]
#[extract(partial, crate = "::facade::parts::extract")]
pub struct Tree {
    /// Bounded.
    #[extract(min = 1, max = 9)]
    pub size: ::std::primitive::u8,
    /// Itself.
    #[extract(max_items = 4)]
    pub branches: ::std::vec::Vec<Self>,
    /// Gone.
    #[deprecated]
    pub leaves: ::std::primitive::u32,
    /// A map.
    pub names: ::std::collections::HashMap<::std::string::String, String>,
    /// A list.
    pub more: ::std::vec::Vec<Vec>,
}

/// Has rules of its fields, and checks of its own.
#[derive(Deserialize, Extract)]
#[extract(partial, crate = "::facade::parts::extract", validate = Self::is_whole)]
pub struct Checked<T> {
    /// Text.
    #[extract(pattern = "^[a-z]+$", format = "hostname", min_len = 1, max_len = 9)]
    pub text: ::std::string::String,
    /// No two alike.
    #[extract(unique, min_items = 1)]
    pub items: ::std::vec::Vec<T>,
    /// Steps.
    #[extract(exclusive_min = 0.5, max = 9, multiple_of = 0.5, validate = is_any)]
    pub step: ::std::primitive::f64,
}

impl<T> Checked<T> {
    const fn is_whole(&self) -> ::std::result::Result<(), &'static ::std::primitive::str> {
        is_any(&self.step)
    }
}

/// Takes every number.
///
/// # Errors
///
/// Never.
pub const fn is_any(
    _: &::std::primitive::f64,
) -> ::std::result::Result<(), &'static ::std::primitive::str> {
    ::std::result::Result::Ok(())
}

/// Has parameters.
#[derive(Deserialize, Extract)]
#[extract(partial, crate = "::facade::parts::extract")]
pub struct Page<T, const N: ::std::primitive::usize>
where
    T: ::std::clone::Clone,
{
    /// Of its own parameter.
    pub items: ::std::vec::Vec<T>,
    /// Not read.
    #[serde(skip)]
    pub seen: ::std::marker::PhantomData<[T; N]>,
    /// Bounded.
    #[extract(min = -0.5)]
    pub share: ::std::primitive::f32,
}

/// A number.
#[derive(Deserialize, Extract)]
#[extract(partial, crate = "::facade::parts::extract")]
pub struct Cents(#[extract(min = 0)] pub ::std::primitive::i64);

/// Nothing.
#[derive(Deserialize, Extract)]
#[extract(partial, crate = "::facade::parts::extract")]
pub struct Unit;

/// Two.
#[derive(Deserialize, Extract)]
#[extract(partial, crate = "::facade::parts::extract")]
pub struct Both(pub Cents, pub Unit);

pub use self::inside::Seen;

mod inside {
    use super::{Deserialize, Extract};

    /// Seen from outside, and partly not even from here.
    #[derive(Deserialize, Extract)]
    #[extract(partial, crate = "::facade::parts::extract")]
    pub struct Seen {
        private: Private,
        pub(super) size: ::std::primitive::u8,
        pub(in crate::inside) skipped: Skipped,
    }

    #[derive(Deserialize, Extract)]
    #[allow(non_camel_case_types, non_snake_case)]
    #[extract(partial, crate = "::facade::parts::extract")]
    enum Private {
        one(::std::primitive::u8),
        Two { Size: ::std::primitive::u8 },
    }

    #[derive(Deserialize, Extract)]
    #[extract(partial, crate = "::facade::parts::extract")]
    struct Skipped(#[serde(skip)] (), ::std::primitive::u8, pub(super) ::std::primitive::u8);
}

#[cfg(test)]
mod tests {
    use ::std::{assert, primitive::u8};

    use super::{Both, Page, String, Tree};

    #[test]
    fn the_types_have_schemas() {
        assert!(!::facade::parts::extract::json_schema::<Tree>().as_str().is_empty());
        assert!(!::facade::parts::extract::json_schema::<Page<u8, 3>>().as_str().is_empty());
        assert!(!::facade::parts::extract::json_schema::<(String, Both)>().as_str().is_empty());
    }

    #[test]
    fn the_types_are_shown_while_they_arrive() {
        use ::std::default::Default;

        use ::facade::parts::extract::{Partial, json::Filling};

        let mut shown = Filling::<(String, super::Option, super::Seen)>::default();
        let text = r#"{"_0":{"t":"Pair","c":{"_0":1}},"_1":{"type":"a"},"_2":{"size":7"#;
        assert!(shown.push(text).is_ok() && shown.push(",").is_ok());
        let ::std::option::Option::Some((tagged, option, seen)) = shown.partial() else {
            ::std::panic!("nothing is shown");
        };
        let pair =
            ::std::matches!(tagged.get(), ::std::option::Option::Some(Partial::<String>::Pair(..)));
        assert!(pair);
        assert!(option.get().is_some_and(|option| option.r#type.is_done()));
        assert!(seen.get().is_some_and(|seen| seen.size.done() == ::std::option::Option::Some(&7)));
    }

    #[test]
    fn types_inside_functions_have_schemas() {
        use super::{Deserialize, Extract};

        #[derive(Deserialize, Extract)]
        #[extract(partial, crate = "::facade::parts::extract")]
        struct Inner {
            size: u8,
        }

        assert!(
            ::facade::parts::extract::from_json::<Inner>("{\"size\":3}")
                .is_ok_and(|inner| inner.size == 3)
        );
    }
}

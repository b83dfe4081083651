//! The derive macro of `typed-extract`. Use it through that crate.
//!
//! A type goes through three rooms: `attrs` reads what the user wrote, `rules` is the only place
//! that refuses, `expand` writes code and cannot fail.

mod attrs;
mod case;
mod errors;
mod expand;
mod model;
mod recursion;
mod rules;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Gives a type its strict JSON Schema, checked by the compiler.
///
/// Doc comments become descriptions, which the model reads. `#[serde(…)]` is read, never repeated.
/// `#[extract(…)]` knows:
///
/// | on | words |
/// |---|---|
/// | a type | `name`, `description`, `crate`, `partial`, `validate`, `garde` |
/// | a variant | `description` |
/// | a field | `description`, `as`, `validate`, `garde` |
/// | a number | `min`, `max`, `exclusive_min`, `exclusive_max`, `multiple_of` |
/// | a list or map | `min_items`, `max_items`; a list also `unique` |
/// | a `String` | `pattern`, `format`, `min_len`, `max_len` |
///
/// `validate = path` names a function, `fn(&T) -> Result<(), impl Display>`, that is called with the
/// field or the type when an answer has arrived. `garde` runs the rules of that crate and needs the
/// feature of that name. What the schema can state is sent with it, lengths and `unique` are told
/// in the description, and all of it is checked on arrival.
///
/// The fields of a struct with `#[serde(flatten)]` stand in its place; only structs can be flattened,
/// and no key may stand twice. The variants of an enum with `#[serde(untagged)]` are alternatives in
/// the order of declaration; one that could read what is meant for a later one is refused.
///
/// `#[extract(as = "Type")]` is for a field whose own type has no schema. What the model writes for a
/// `Type` is read by the function of `#[serde(with = "…")]` or `#[serde(deserialize_with = "…")]`, which
/// do not compile without `as`; without a function by the field's own `Deserialize`. That it reads
/// what `Type` allows is promised by whoever writes this: where it does not, the answer is a
/// violation at that place. Bounds beside `as` are those of `Type`.
///
/// `#[extract(partial)]` shows the type field by field while an answer arrives: `Partial<T>` is then a
/// companion of the type, with the same names and each field a `Part`, and the variants of an enum are
/// `Partial::<T>::Variant`. Without it, and for unit structs, enums without data and untagged enums,
/// where it changes nothing, a `Partial<T>` is the type itself, there when it is whole. The companion has
/// a `Debug` and no other trait. The types of all fields must be `Streamed`, which all are but those
/// described by hand. `docs/shapes.md` has an example, and what becomes of each shape.
///
/// With `#[serde(from = "…")]` and `#[serde(try_from = "…")]` the schema is that of the type that is
/// read, under the own name and with both descriptions. With `#[serde(remote = "…")]` the type is for
/// fields with `with` and `as`, and no root. What becomes of every other word of serde, the tables
/// of `docs/serde.md` tell.
#[proc_macro_derive(Extract, attributes(extract, serde))]
pub fn derive_extract(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let errors = errors::Errors::default();
    let read = attrs::read(&input, &errors);
    let krate = read.krate();
    let remote = read.serde.remote.is_some();
    let model = rules::check(&input, read, &errors);
    let readable = errors.leave_it_readable();
    match (errors.finish(), model) {
        (None, Some(model)) => expand::expand(&model).into(),
        (errors, _) => {
            let stand_in = readable.then(|| expand::stand_in(&input, &krate, remote));
            let errors = errors.map(syn::Error::into_compile_error);
            quote::quote!(#errors #stand_in).into()
        }
    }
}

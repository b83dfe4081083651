//! Every word of serde 1.0.229, by where it is written, and what becomes of it. `docs/serde.md` shows
//! these tables.

/// A word of serde in one of its places.
pub(super) struct Word {
    pub(super) name: &'static str,
    pub(super) treated: Treated,
}

#[derive(Clone, Copy)]
#[cfg_attr(not(test), expect(dead_code, reason = "the reasons are for the documentation"))]
pub(super) enum Treated {
    /// It says nothing about what is read; why.
    Ignored(&'static str),
    /// The schema and the reading follow it; how.
    Modelled(&'static str),
    /// It is a compile error; the advice of its message.
    Refused(&'static str),
}

use Treated::{Ignored, Modelled, Refused};

const fn word(name: &'static str, treated: Treated) -> Word {
    Word { name, treated }
}

const BORROW: &str = "an extracted value owns its text, so use `String`";
const BOUND: &str = "accepted: `Extract` holds wherever serde reads the type, and asks for `T: Extract` for each parameter of a field's type";
const FUNCTION: &str = "beside `#[extract(as = \"Type\")]`: the schema is that of `Type`, the function reads the value; without it refused";
const IDENTIFIER: &str = "derive `Extract` for a unit enum without it";
const RENAMED: &str = "the name; of `rename(serialize = \"…\", deserialize = \"…\")` the second";
const RENAMED_ALL: &str =
    "the case of names; of `rename_all(serialize = \"…\", deserialize = \"…\")` the second";
const UNREAD: &str = "not in the schema";
const UNTAGGED: &str = "write it on an enum of its own, and that enum around this one";
const WITH_ON_A_VARIANT: &str = "write it on the field inside, beside `#[extract(as = \"Type\")]`";
const WRITING: &str = "concerns writing only";

/// On a type.
pub(super) const CONTAINER: &[Word] = &[
    word("bound", Modelled(BOUND)),
    word("content", Modelled("the key of the data beside the tag")),
    word("crate", Ignored("the path to serde: nothing that the derive writes names serde")),
    word(
        "default",
        Modelled("the schema asks for every key; what is missing all the same is filled in"),
    ),
    word(
        "deny_unknown_fields",
        Modelled("an unknown key is a violation; the schema forbids it in any case"),
    ),
    word("expecting", Ignored("words for serde's own errors: a violation says what was expected")),
    word("field_identifier", Refused(IDENTIFIER)),
    word(
        "from",
        Modelled("the schema of the type that is read, under the own name and description"),
    ),
    word("into", Ignored(WRITING)),
    word(
        "remote",
        Modelled(
            "the schema of the definition, for fields with `with` and `as`; alone it is never read",
        ),
    ),
    word("rename", Modelled("the name of the definition; of two, the one for `deserialize`")),
    word("rename_all", Modelled(RENAMED_ALL)),
    word(
        "rename_all_fields",
        Modelled("the case of the keys in all variants that have no `rename_all`"),
    ),
    word("tag", Modelled("on an enum the key of the tag, which comes first; on a struct refused")),
    word("transparent", Modelled("the schema of the only field")),
    word("try_from", Modelled("as `from`; a failed conversion is a violation at its place")),
    word(
        "untagged",
        Modelled(
            "the variants are alternatives; one that could read what is meant for a later one is refused",
        ),
    ),
    word("variant_identifier", Refused(IDENTIFIER)),
];

/// On a variant.
pub(super) const VARIANT: &[Word] = &[
    word("alias", Modelled("read, but never asked for")),
    word("borrow", Refused(BORROW)),
    word("bound", Modelled(BOUND)),
    word("deserialize_with", Refused(WITH_ON_A_VARIANT)),
    word("other", Modelled("offered under its own name; any unknown tag is read as it")),
    word("rename", Modelled(RENAMED)),
    word("rename_all", Modelled(RENAMED_ALL)),
    word("serialize_with", Ignored(WRITING)),
    word("skip", Modelled(UNREAD)),
    word("skip_deserializing", Modelled(UNREAD)),
    word("skip_serializing", Ignored(WRITING)),
    word("untagged", Refused(UNTAGGED)),
    word("with", Refused(WITH_ON_A_VARIANT)),
];

/// On a field.
pub(super) const FIELD: &[Word] = &[
    word("alias", Modelled("read, but never asked for")),
    word("borrow", Refused(BORROW)),
    word("bound", Modelled(BOUND)),
    word(
        "default",
        Modelled("the schema asks for the key; if it is missing all the same, it is filled in"),
    ),
    word("deserialize_with", Modelled(FUNCTION)),
    word("flatten", Modelled("the fields of the struct stand in its place")),
    word("getter", Ignored(WRITING)),
    word("rename", Modelled(RENAMED)),
    word("serialize_with", Ignored(WRITING)),
    word("skip", Modelled(UNREAD)),
    word("skip_deserializing", Modelled(UNREAD)),
    word("skip_serializing", Ignored(WRITING)),
    word("skip_serializing_if", Ignored(WRITING)),
    word("with", Modelled(FUNCTION)),
];

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    const DOCUMENT: &str = include_str!("../../../docs/serde.md");

    const PLACES: [(&str, &[Word]); 3] =
        [("type", CONTAINER), ("variant", VARIANT), ("field", FIELD)];

    #[test]
    fn the_document_shows_the_tables_word_for_word() {
        for (place, words) in PLACES {
            let mut table = format!("## On a {place}\n\n");
            table.push_str("| word | | how, why, or what to write instead |\n|---|---|---|\n");
            for Word { name, treated } in words {
                let (kind, said) = match treated {
                    Ignored(said) => ("ignored", said),
                    Modelled(said) => ("modelled", said),
                    Refused(said) => ("refused", said),
                };
                writeln!(table, "| `{name}` | {kind} | {said} |").unwrap();
            }
            assert!(DOCUMENT.contains(&format!("{table}\n")), "docs/serde.md lacks:\n{table}");
        }
    }

    /// By hand from the `from_ast` functions of serde_derive 1.0.229, in its order: container,
    /// variant, field.
    const OF_SERDE: [&[&str]; 3] = [
        &[
            "rename",
            "rename_all",
            "rename_all_fields",
            "transparent",
            "deny_unknown_fields",
            "default",
            "bound",
            "untagged",
            "tag",
            "content",
            "from",
            "try_from",
            "into",
            "remote",
            "field_identifier",
            "variant_identifier",
            "crate",
            "expecting",
        ],
        &[
            "rename",
            "alias",
            "rename_all",
            "skip",
            "skip_deserializing",
            "skip_serializing",
            "other",
            "bound",
            "with",
            "serialize_with",
            "deserialize_with",
            "borrow",
            "untagged",
        ],
        &[
            "rename",
            "alias",
            "default",
            "skip_serializing",
            "skip_deserializing",
            "skip",
            "skip_serializing_if",
            "serialize_with",
            "deserialize_with",
            "with",
            "bound",
            "borrow",
            "getter",
            "flatten",
        ],
    ];

    #[test]
    fn every_word_of_serde_stands_in_its_table_once_and_no_other() {
        for ((place, words), of_serde) in PLACES.into_iter().zip(OF_SERDE) {
            let names: Vec<_> = words.iter().map(|word| word.name).collect();
            let mut expected = of_serde.to_vec();
            expected.sort_unstable();
            assert_eq!(names, expected, "on a {place}");
        }
    }
}

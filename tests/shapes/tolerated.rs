//! What a schema rejects and the library reads all the same, on purpose.

use crate::mutate::Mutation::{
    self, AddKey, DropKey, Large, Null, RenameKey, RepeatKey, Swap, ToBoolean, ToList, ToNumber,
    ToObject, ToText,
};

#[derive(Debug)]
pub struct Tolerated {
    pub mutations: &'static [Mutation],
    /// The group of types.
    pub group: &'static str,
    /// The keys that are concerned, "" for the root; each must occur.
    pub keys: &'static [&'static str],
    pub reason: &'static str,
}

/// The position of the row and its reason.
pub fn find(mutation: Mutation, group: &str, key: &str) -> Option<(usize, &'static str)> {
    let row = TABLE.iter().position(|row| {
        row.mutations.contains(&mutation) && row.group == group && row.keys.contains(&key)
    })?;
    Some((row, TABLE[row].reason))
}

/// Serde's own reading, which is what a type without `deny_unknown_fields` asks for.
const UNKNOWN: &str = "serde ignores unknown keys where they are not denied";
const ABSENT: &str = "serde reads a missing key of an option as null";
const DEFAULT: &str = "serde fills in a missing key that has a default";
const WIDE: &str = "64-bit types hold more than the widest bounds that all engines take";
const UNIT_BESIDE_TAG: &str = "serde denies no unknown keys beside the tag of a unit variant";
const DATE_OF_DATE_TIME: &str = "jiff reads the date of a date and time";
const WEEKDAY_BY_NUMBER: &str = "time reads a day of the week by its number as well";
const UNIT_OF_OBJECT: &str = "serde reads an empty object as `()` where it buffers";
const LATER_ARM: &str = "without a tag, serde passes over the key and takes a later variant";
const STRUCT_OF_LIST: &str = "serde reads a struct from a list as well, and fills in its defaults";

const OTHER: &str = "serde reads every unknown name as the variant with `other`";

pub const TABLE: &[Tolerated] = &[
    Tolerated { mutations: &[AddKey], group: "alone", keys: &["", "value"], reason: UNKNOWN },
    Tolerated { mutations: &[DropKey, RenameKey], group: "alone", keys: &["note"], reason: ABSENT },
    Tolerated { mutations: &[Large], group: "alone", keys: &["secs", "value"], reason: WIDE },
    Tolerated { mutations: &[AddKey], group: "alone_foreign", keys: &[""], reason: UNKNOWN },
    Tolerated {
        mutations: &[ToNumber],
        group: "alone_foreign",
        keys: &["value"],
        reason: WEEKDAY_BY_NUMBER,
    },
    Tolerated {
        mutations: &[AddKey],
        group: "pairs",
        keys: &["", "It", "Other", "_1", "field", "inner", "of", "value"],
        reason: UNKNOWN,
    },
    Tolerated {
        mutations: &[AddKey],
        group: "conversions",
        keys: &[
            "", "Named", "beside", "first", "inner", "items", "lines", "others", "page", "pages",
            "span", "spans", "tagged",
        ],
        reason: UNKNOWN,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "conversions",
        keys: &["optional"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "conversions",
        keys: &["even"],
        reason: DEFAULT,
    },
    Tolerated {
        mutations: &[AddKey],
        group: "serde_words",
        keys: &[
            "",
            "One",
            "bound",
            "defaulted",
            "field",
            "inner",
            "one",
            "promised",
            "two",
            "unbound",
            "value",
        ],
        reason: UNKNOWN,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "serde_words",
        keys: &["inner", "note"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "serde_words",
        keys: &["item", "items", "pair"],
        reason: DEFAULT,
    },
    Tolerated {
        mutations: &[Swap],
        group: "serde_words",
        keys: &["bound", "defaulted", "promised", "unbound"],
        reason: DEFAULT,
    },
    Tolerated {
        mutations: &[ToObject],
        group: "serde_words",
        keys: &["defaulted", "unbound"],
        reason: DEFAULT,
    },
    Tolerated { mutations: &[Swap], group: "serde_words", keys: &["one"], reason: OTHER },
    Tolerated { mutations: &[ToText], group: "serde_words", keys: &["is", "three"], reason: OTHER },
    Tolerated {
        mutations: &[ToList],
        group: "serde_words",
        keys: &["unbound"],
        reason: STRUCT_OF_LIST,
    },
    Tolerated {
        mutations: &[AddKey],
        group: "attributes",
        keys: &["", "one", "two"],
        reason: UNKNOWN,
    },
    Tolerated { mutations: &[AddKey], group: "by_hand", keys: &[""], reason: UNKNOWN },
    Tolerated { mutations: &[AddKey], group: "cases", keys: &["", "value"], reason: UNKNOWN },
    Tolerated { mutations: &[AddKey], group: "constraints", keys: &["", "Ride"], reason: UNKNOWN },
    Tolerated { mutations: &[AddKey], group: "more_constraints", keys: &[""], reason: UNKNOWN },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "more_constraints",
        keys: &["one_sided", "shared"],
        reason: ABSENT,
    },
    Tolerated { mutations: &[AddKey], group: "dates", keys: &[""], reason: UNKNOWN },
    Tolerated {
        mutations: &[AddKey],
        group: "enums",
        keys: &["", "Card", "Found", "Only"],
        reason: UNKNOWN,
    },
    Tolerated { mutations: &[AddKey], group: "foreign_dates", keys: &[""], reason: UNKNOWN },
    Tolerated { mutations: &[AddKey], group: "foreign_text", keys: &[""], reason: UNKNOWN },
    Tolerated {
        mutations: &[AddKey],
        group: "flatten",
        keys: &[
            "", "Newtype", "Struct", "_1", "address", "beside", "c", "children", "from", "parents",
            "parts", "tagged", "value",
        ],
        reason: UNKNOWN,
    },
    Tolerated {
        mutations: &[AddKey],
        group: "generics",
        keys: &[
            "",
            "_0",
            "again",
            "another",
            "children",
            "items",
            "large",
            "large_again",
            "lines",
            "names",
            "other",
            "page",
            "pages",
            "plain",
            "small",
            "small_again",
            "value",
        ],
        reason: UNKNOWN,
    },
    Tolerated { mutations: &[AddKey], group: "lists", keys: &["", "dots"], reason: UNKNOWN },
    Tolerated { mutations: &[AddKey], group: "maps", keys: &["", "value"], reason: UNKNOWN },
    Tolerated {
        mutations: &[AddKey],
        group: "names",
        keys: &["", "again", "größe", "länge", "other", "properties", "tagged \"so\""],
        reason: UNKNOWN,
    },
    Tolerated { mutations: &[AddKey], group: "numbers", keys: &[""], reason: UNKNOWN },
    Tolerated { mutations: &[AddKey], group: "options", keys: &["", "dot"], reason: UNKNOWN },
    Tolerated {
        mutations: &[AddKey],
        group: "recursion",
        keys: &["", "_0", "_1", "eggs", "hen", "left", "next", "parts", "start", "value"],
        reason: UNKNOWN,
    },
    Tolerated {
        mutations: &[AddKey],
        group: "references",
        keys: &[
            "", "_0", "_1", "a", "b", "either", "first", "from", "i", "last", "others", "second",
            "to",
        ],
        reason: UNKNOWN,
    },
    Tolerated { mutations: &[AddKey], group: "roots", keys: &["", "value"], reason: UNKNOWN },
    Tolerated {
        mutations: &[AddKey],
        group: "structs",
        keys: &["", "boxed", "deep", "inner"],
        reason: UNKNOWN,
    },
    Tolerated {
        mutations: &[AddKey],
        group: "tagged",
        keys: &["", "c", "details", "earlier", "events", "reply", "value"],
        reason: UNKNOWN,
    },
    Tolerated { mutations: &[AddKey], group: "std_lists", keys: &[""], reason: UNKNOWN },
    Tolerated { mutations: &[AddKey], group: "std_numbers", keys: &[""], reason: UNKNOWN },
    Tolerated { mutations: &[AddKey], group: "std_spans", keys: &[""], reason: UNKNOWN },
    Tolerated {
        mutations: &[AddKey],
        group: "std_text",
        keys: &["", "copied", "leaf", "next", "shared"],
        reason: UNKNOWN,
    },
    Tolerated { mutations: &[AddKey], group: "tuples", keys: &[""], reason: UNKNOWN },
    Tolerated {
        mutations: &[AddKey],
        group: "untagged",
        keys: &["", "Exact", "field", "value"],
        reason: UNKNOWN,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "untagged",
        keys: &["note", "option"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[Null, RenameKey, RepeatKey, ToBoolean, ToList, ToNumber, ToObject],
        group: "untagged",
        keys: &["digits"],
        reason: LATER_ARM,
    },
    Tolerated { mutations: &[Large], group: "untagged", keys: &["cents"], reason: WIDE },
    Tolerated {
        mutations: &[AddKey],
        group: "attributes",
        keys: &["nested"],
        reason: UNIT_BESIDE_TAG,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "attributes",
        keys: &["list", "pair", "seven", "text"],
        reason: DEFAULT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "attributes",
        keys: &["nested"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "by_hand",
        keys: &["maybe"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "constraints",
        keys: &["email", "fives", "guests", "long"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "enums",
        keys: &["optional"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "foreign_dates",
        keys: &["paid"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "foreign_text",
        keys: &["exact", "page"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "flatten",
        keys: &["code", "pet"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "generics",
        keys: &["instead"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "lists",
        keys: &["optional"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "names",
        keys: &["enum", "outer", "required"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "numbers",
        keys: &["factor", "optional"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "options",
        keys: &[
            "boxed", "count", "day", "dot", "list", "map", "pair", "ratio", "size", "text",
            "twice", "unit", "yes",
        ],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "recursion",
        keys: &["cover", "hen", "next", "right"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "references",
        keys: &["last", "others"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "std_numbers",
        keys: &["floor", "optional"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "std_spans",
        keys: &["slowest"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "std_text",
        keys: &["boxed_path", "leaf", "next"],
        reason: ABSENT,
    },
    Tolerated {
        mutations: &[DropKey, RenameKey],
        group: "tagged",
        keys: &["details", "earlier", "size"],
        reason: ABSENT,
    },
    Tolerated { mutations: &[ToObject], group: "attributes", keys: &[""], reason: DEFAULT },
    Tolerated {
        mutations: &[ToObject],
        group: "flatten",
        keys: &["nothing"],
        reason: UNIT_OF_OBJECT,
    },
    Tolerated { mutations: &[ToObject], group: "options", keys: &[""], reason: ABSENT },
    Tolerated { mutations: &[ToObject], group: "recursion", keys: &["eggs"], reason: ABSENT },
    Tolerated { mutations: &[ToList], group: "attributes", keys: &[""], reason: STRUCT_OF_LIST },
    Tolerated { mutations: &[Large], group: "flatten", keys: &["serial"], reason: WIDE },
    Tolerated { mutations: &[Large], group: "numbers", keys: &["d", "e"], reason: WIDE },
    Tolerated { mutations: &[Large], group: "roots", keys: &["value"], reason: WIDE },
    Tolerated {
        mutations: &[Large],
        group: "std_numbers",
        keys: &["length", "serial"],
        reason: WIDE,
    },
    Tolerated { mutations: &[Large], group: "std_spans", keys: &["secs"], reason: WIDE },
    Tolerated {
        mutations: &[ToNumber],
        group: "foreign_dates",
        keys: &["weekday"],
        reason: WEEKDAY_BY_NUMBER,
    },
    Tolerated {
        mutations: &[Swap],
        group: "dates",
        keys: &["arrives", "day"],
        reason: DATE_OF_DATE_TIME,
    },
];

//! Lists, sets and maps of std beyond `Vec` and maps of text.

use std::{
    borrow::Cow,
    collections::{
        BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque,
        hash_map::RandomState,
    },
    hash::BuildHasherDefault,
};

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

/// A hasher of the user's own.
type Plain = BuildHasherDefault<std::hash::DefaultHasher>;

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Lists {
    boxed: Box<[bool]>,
    both_ends: VecDeque<u8>,
    linked: LinkedList<Option<char>>,
    copied: Cow<'static, [u8]>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Sets {
    /// Without order.
    hashed: HashSet<String>,
    #[extract(min_items = 2, max_items = 3)]
    sorted: BTreeSet<u8>,
    own_hasher: HashSet<(i8, bool), Plain>,
    nested: BTreeMap<String, BTreeSet<char>>,
}

#[derive(Debug, Deserialize, Extract)]
#[extract(partial)]
struct Heap(BinaryHeap<i8>);

impl PartialEq for Heap {
    fn eq(&self, other: &Self) -> bool {
        self.0.clone().into_sorted_vec() == other.0.clone().into_sorted_vec()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Extract)]
#[extract(partial)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    Large,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Extract)]
#[extract(partial)]
enum Mood {
    /// At ease.
    Good,
    Bad,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Keys {
    letters: BTreeMap<char, bool>,
    sizes: HashMap<Size, u8, RandomState>,
    moods: BTreeMap<Mood, BTreeMap<Size, bool>>,
    boxed: HashMap<Box<str>, bool, Plain>,
    copied: BTreeMap<Cow<'static, str>, bool>,
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Lists>(
            "lists",
            r#"{"type":"object","properties":{
                "boxed":{"type":"array","items":{"type":"boolean"}},
                "both_ends":{"type":"array","items":{"type":"integer","minimum":0,"maximum":255}},
                "linked":{"type":"array","items":{"type":["string","null"],"pattern":"^.$"}},
                "copied":{"type":"array","items":{"type":"integer","minimum":0,"maximum":255}}},
                "required":["boxed","both_ends","linked","copied"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"boxed":[true],"both_ends":[3,1,2],"linked":["a",null],"copied":[255]}"#,
            Lists {
                boxed: Box::new([true]),
                both_ends: [3, 1, 2].into(),
                linked: [Some('a'), None].into(),
                copied: vec![255].into(),
            },
        )
        .done(),
        shape::<Sets>(
            "sets",
            r#"{"type":"object","properties":{
                "hashed":{"type":"array","description":"Without order.","items":{"type":"string"}},
                "sorted":{"type":"array","items":{"type":"integer","minimum":0,"maximum":255},"minItems":2,"maxItems":3},
                "own_hasher":{"type":"array","items":{"type":"object","properties":{
                    "_0":{"type":"integer","minimum":-128,"maximum":127},"_1":{"type":"boolean"}},
                    "required":["_0","_1"],"additionalProperties":false}},
                "nested":{"type":"array","items":{"type":"object","properties":{
                    "key":{"type":"string"},
                    "value":{"type":"array","items":{"type":"string","pattern":"^.$"}}},
                    "required":["key","value"],"additionalProperties":false}}},
                "required":["hashed","sorted","own_hasher","nested"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"hashed":["b","a","b"],"sorted":[7,7],"own_hasher":[{"_0":1,"_1":true},{"_1":true,"_0":1.0}],
                "nested":[{"key":"k","value":["x","x"]}]}"#,
            Sets {
                hashed: HashSet::from(["a".into(), "b".into()]),
                sorted: BTreeSet::from([7]),
                own_hasher: HashSet::from_iter([(1, true)]),
                nested: BTreeMap::from([("k".into(), BTreeSet::from(['x']))]),
            },
        )
        .example(
            r#"{"hashed":[],"sorted":[3,1,2],"own_hasher":[],"nested":[]}"#,
            Sets {
                hashed: HashSet::new(),
                sorted: BTreeSet::from([1, 2, 3]),
                own_hasher: HashSet::default(),
                nested: BTreeMap::new(),
            },
        )
        .done(),
        shape::<Heap>(
            "heap",
            r#"{"type":"object","properties":{"value":{"type":"array","items":
                {"type":"integer","minimum":-128,"maximum":127}}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":[1,-5,1]}"#, Heap([1, 1, -5].into()))
        .done(),
        shape::<Keys>(
            "keys of maps",
            r##"{"type":"object","properties":{
                "letters":{"type":"array","items":{"type":"object","properties":{
                    "key":{"type":"string","pattern":"^.$"},"value":{"type":"boolean"}},
                    "required":["key","value"],"additionalProperties":false}},
                "sizes":{"type":"array","items":{"type":"object","properties":{
                    "key":{"$ref":"#/$defs/Size"},"value":{"type":"integer","minimum":0,"maximum":255}},
                    "required":["key","value"],"additionalProperties":false}},
                "moods":{"type":"array","items":{"type":"object","properties":{
                    "key":{"anyOf":[{"type":"string","description":"At ease.","const":"Good"},{"type":"string","const":"Bad"}]},
                    "value":{"type":"array","items":{"type":"object","properties":{
                        "key":{"$ref":"#/$defs/Size"},"value":{"type":"boolean"}},
                        "required":["key","value"],"additionalProperties":false}}},
                    "required":["key","value"],"additionalProperties":false}},
                "boxed":{"type":"array","items":{"type":"object","properties":{
                    "key":{"type":"string"},"value":{"type":"boolean"}},
                    "required":["key","value"],"additionalProperties":false}},
                "copied":{"type":"array","items":{"type":"object","properties":{
                    "key":{"type":"string"},"value":{"type":"boolean"}},
                    "required":["key","value"],"additionalProperties":false}}},
                "required":["letters","sizes","moods","boxed","copied"],"additionalProperties":false,
                "$defs":{"Size":{"type":"string","enum":["small","large"]}}}"##,
        )
        .example(
            r#"{"letters":[{"key":"\u00fc","value":true},{"key":"\"","value":false}],
                "sizes":[{"key":"large","value":2}],
                "moods":[{"key":"Bad","value":[{"value":true,"key":"small"}]},{"key":"Good","value":[]}],
                "boxed":[{"key":"","value":true}],"copied":[{"key":"k","value":true}]}"#,
            Keys {
                letters: BTreeMap::from([('ü', true), ('"', false)]),
                sizes: HashMap::from([(Size::Large, 2)]),
                moods: BTreeMap::from([
                    (Mood::Bad, BTreeMap::from([(Size::Small, true)])),
                    (Mood::Good, BTreeMap::new()),
                ]),
                boxed: HashMap::from_iter([("".into(), true)]),
                copied: BTreeMap::from([("k".into(), true)]),
            },
        )
        .done(),
        shape::<BTreeMap<Mood, u8>>(
            "a map by names as root",
            r#"{"type":"object","properties":{"value":{"type":"array","items":{"type":"object","properties":{
                "key":{"anyOf":[{"type":"string","description":"At ease.","const":"Good"},{"type":"string","const":"Bad"}]},
                "value":{"type":"integer","minimum":0,"maximum":255}},
                "required":["key","value"],"additionalProperties":false}}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":[{"key":"Good","value":7}]}"#, BTreeMap::from([(Mood::Good, 7)]))
        .done(),
    ]
}

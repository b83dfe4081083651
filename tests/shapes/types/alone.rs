//! Each supported type of std by itself, with what makes values of it.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, LinkedList, VecDeque},
    fmt::Debug,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6},
    num::{NonZeroI8, NonZeroI64, NonZeroU32, NonZeroU64, Saturating, Wrapping},
    ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo},
    path::PathBuf,
    sync::Arc,
    time::{Duration, SystemTime},
};

use extract::{Extract, Streamed};
use proptest::{
    collection::{btree_map, btree_set, hash_map, hash_set, linked_list, vec, vec_deque},
    num::{f32 as singles, f64 as doubles},
    option,
    prelude::{Just, Strategy, any},
    prop_oneof,
};
use serde::{Deserialize, Serialize};

use crate::{
    shape::{Shape, generated},
    values::{character, text},
};

/// The end of the bounds of 64-bit integers: beyond it, a value has no schema.
const WIDEST: i64 = 9_223_372_036_854_774_784;
const WIDEST_UNSIGNED: u64 = WIDEST.unsigned_abs();

/// A type with one document, its value, and what makes others.
pub fn alone<T, S>(
    name: &'static str,
    document: &'static str,
    value: T,
    values: impl Fn() -> S + Send + Sync + 'static,
) -> Box<dyn Shape>
where
    T: Extract + Streamed<Partial: Debug> + Serialize + PartialEq + Debug + Send + Sync + 'static,
    S: Strategy<Value = T> + 'static,
{
    generated(name).example(document, value).values(values).done()
}

fn single() -> impl Strategy<Value = f32> {
    singles::POSITIVE | singles::NEGATIVE | singles::NORMAL | singles::SUBNORMAL | singles::ZERO
}

fn double() -> impl Strategy<Value = f64> {
    doubles::POSITIVE | doubles::NEGATIVE | doubles::NORMAL | doubles::SUBNORMAL | doubles::ZERO
}

fn duration() -> impl Strategy<Value = Duration> {
    (prop_oneof![0..=WIDEST_UNSIGNED, 0..=9u64], 0..1_000_000_000u32)
        .prop_map(|(secs, nanos)| Duration::new(secs, nanos))
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    let mut all = numbers();
    all.extend(texts());
    all.extend(lists());
    all.extend(spans());
    all
}

fn numbers() -> Vec<Box<dyn Shape>> {
    vec![
        alone("bool", r#"{"value":true}"#, true, any::<bool>),
        alone("()", r#"{"value":null}"#, (), || Just(())),
        alone("u8", r#"{"value":255}"#, u8::MAX, any::<u8>),
        alone("u16", r#"{"value":65535}"#, u16::MAX, any::<u16>),
        alone("u32", r#"{"value":4294967295}"#, u32::MAX, any::<u32>),
        alone("u64", r#"{"value":9223372036854774784}"#, WIDEST_UNSIGNED, || {
            prop_oneof![0..=WIDEST_UNSIGNED, Just(WIDEST_UNSIGNED), Just(0)]
        }),
        alone("usize", r#"{"value":0}"#, 0usize, || any::<u32>().prop_map(|n| n as usize)),
        alone("i8", r#"{"value":-128}"#, i8::MIN, any::<i8>),
        alone("i16", r#"{"value":-32768}"#, i16::MIN, any::<i16>),
        alone("i32", r#"{"value":-2147483648}"#, i32::MIN, any::<i32>),
        alone("i64", r#"{"value":-9223372036854774784}"#, -WIDEST, || {
            prop_oneof![-WIDEST..=WIDEST, Just(WIDEST), Just(-WIDEST)]
        }),
        alone("isize", r#"{"value":-1}"#, -1isize, || any::<i32>().prop_map(|n| n as isize)),
        alone("f32", r#"{"value":0.1}"#, 0.1f32, single),
        alone("f64", r#"{"value":-1.7976931348623157e308}"#, f64::MIN, double),
        alone("NonZeroU32", r#"{"value":1}"#, NonZeroU32::MIN, any::<NonZeroU32>),
        alone("NonZeroI8", r#"{"value":-1}"#, NonZeroI8::new(-1).unwrap(), any::<NonZeroI8>),
        alone("NonZeroU64", r#"{"value":1}"#, NonZeroU64::MIN, || {
            (1..=WIDEST_UNSIGNED).prop_map(|n| NonZeroU64::new(n).unwrap())
        }),
        alone("NonZeroI64", r#"{"value":1}"#, NonZeroI64::new(1).unwrap(), || {
            (-WIDEST..=WIDEST).prop_filter_map("zero", NonZeroI64::new)
        }),
        alone("Wrapping", r#"{"value":-1}"#, Wrapping(-1i16), || any::<i16>().prop_map(Wrapping)),
        alone("Saturating", r#"{"value":1}"#, Saturating(1u8), || any::<u8>().prop_map(Saturating)),
        alone("Option", r#"{"value":null}"#, None, || option::of(any::<u8>())),
    ]
}

fn texts() -> Vec<Box<dyn Shape>> {
    let any_address = || any::<IpAddr>();
    vec![
        alone("char", r#"{"value":"\ud83d\ude00"}"#, '😀', character),
        alone("String", r#"{"value":"\u0000\\\""}"#, "\0\\\"".to_owned(), text),
        alone("Box<str>", r#"{"value":"b"}"#, Box::from("b"), || {
            text().prop_map(String::into_boxed_str)
        }),
        alone("Arc<str>", r#"{"value":"b"}"#, Arc::from("b"), || text().prop_map(Arc::<str>::from)),
        alone("Cow<str>", r#"{"value":"b"}"#, Cow::Borrowed("b"), || text().prop_map(Cow::from)),
        alone("PathBuf", r#"{"value":"/"}"#, PathBuf::from("/"), || text().prop_map(PathBuf::from)),
        alone("Ipv4Addr", r#"{"value":"127.0.0.1"}"#, Ipv4Addr::LOCALHOST, any::<Ipv4Addr>),
        alone("Ipv6Addr", r#"{"value":"::1"}"#, Ipv6Addr::LOCALHOST, any::<Ipv6Addr>),
        alone("IpAddr", r#"{"value":"::"}"#, Ipv6Addr::UNSPECIFIED.into(), any_address),
        alone(
            "SocketAddr",
            r#"{"value":"[::1]:80"}"#,
            SocketAddr::from((Ipv6Addr::LOCALHOST, 80)),
            || (any::<IpAddr>(), any::<u16>()).prop_map(SocketAddr::from),
        ),
        alone(
            "SocketAddrV4",
            r#"{"value":"127.0.0.1:80"}"#,
            SocketAddrV4::new(Ipv4Addr::LOCALHOST, 80),
            || (any::<Ipv4Addr>(), any::<u16>()).prop_map(|(ip, port)| SocketAddrV4::new(ip, port)),
        ),
        alone(
            "SocketAddrV6",
            r#"{"value":"[::1]:80"}"#,
            SocketAddrV6::new(Ipv6Addr::LOCALHOST, 80, 0, 0),
            || {
                (any::<Ipv6Addr>(), any::<u16>())
                    .prop_map(|(ip, port)| SocketAddrV6::new(ip, port, 0, 0))
            },
        ),
    ]
}

type Twelve = (u8, i8, char, bool, String, (), f64, u16, i16, Option<u8>, Vec<u8>, (u8,));

fn twelve() -> impl Strategy<Value = Twelve> {
    let first = (any::<u8>(), any::<i8>(), character(), any::<bool>(), text(), Just(()));
    let last = (double(), any::<u16>(), any::<i16>(), any::<Option<u8>>(), vec(0..9u8, 0..3));
    (first, last, any::<(u8,)>())
        .prop_map(|((a, b, c, d, e, f), (g, h, i, j, k), l)| (a, b, c, d, e, f, g, h, i, j, k, l))
}

fn lists() -> Vec<Box<dyn Shape>> {
    vec![
        alone("Vec", r#"{"value":[]}"#, Vec::new(), || vec(double(), 0..9)),
        alone("[T; 3]", r#"{"value":[1,2,3]}"#, [1, 2, 3], any::<[u8; 3]>),
        alone("Box<[T]>", r#"{"value":[1]}"#, Box::from([1]), any::<Box<[u8]>>),
        alone("Arc<[T]>", r#"{"value":[1]}"#, Arc::from([1]), any::<Arc<[u8]>>),
        alone("VecDeque", r#"{"value":[1]}"#, VecDeque::from([1]), || vec_deque(any::<i8>(), 0..5)),
        alone("LinkedList", r#"{"value":["a"]}"#, LinkedList::from(['a']), || {
            linked_list(character(), 0..5)
        }),
        alone("HashSet", r#"{"value":[1]}"#, HashSet::from([1]), || hash_set(any::<u8>(), 0..5)),
        alone("BTreeSet", r#"{"value":["a"]}"#, BTreeSet::from(["a".to_owned()]), || {
            btree_set(text(), 0..5)
        }),
        alone(
            "HashMap",
            r#"{"value":[{"key":"a","value":1}]}"#,
            HashMap::from([("a".to_owned(), 1)]),
            || hash_map(text(), any::<i32>(), 0..5),
        ),
        alone(
            "BTreeMap of maps",
            r#"{"value":[{"key":"a","value":[]}]}"#,
            BTreeMap::from([("a".to_owned(), BTreeMap::new())]),
            || btree_map(text(), btree_map(text(), any::<Option<bool>>(), 0..3), 0..3),
        ),
        alone("tuple of 1", r#"{"_0":1}"#, (1,), any::<(u8,)>),
        alone(
            "tuple of 12",
            r#"{"_0":1,"_1":-1,"_2":"c","_3":true,"_4":"","_5":null,"_6":0.5,"_7":1,"_8":-1,
                "_9":null,"_10":[],"_11":{"_0":1}}"#,
            (1, -1, 'c', true, String::new(), (), 0.5, 1, -1, None, vec![], (1,)),
            twelve,
        ),
    ]
}

fn spans() -> Vec<Box<dyn Shape>> {
    vec![
        alone("Duration", r#"{"secs":1,"nanos":2}"#, Duration::new(1, 2), duration),
        alone(
            "SystemTime",
            r#"{"secs_since_epoch":0,"nanos_since_epoch":0}"#,
            SystemTime::UNIX_EPOCH,
            || {
                (0..=253_402_300_799u64, 0..1_000_000_000u32)
                    .prop_map(|(secs, nanos)| SystemTime::UNIX_EPOCH + Duration::new(secs, nanos))
            },
        ),
        alone("Range", r#"{"start":1,"end":0}"#, Range { start: 1, end: 0 }, any::<Range<u8>>),
        alone("RangeInclusive", r#"{"start":0,"end":1}"#, 0..=1, any::<RangeInclusive<i8>>),
        alone("RangeFrom", r#"{"start":"c"}"#, 'c'.., || {
            character().prop_map(|start| RangeFrom { start })
        }),
        alone("RangeTo", r#"{"end":0.5}"#, ..0.5, || single().prop_map(|end| RangeTo { end })),
        alone("Bound", r#"{"value":{"Excluded":1}}"#, Bound::Excluded(1u8), || {
            prop_oneof![
                Just(Bound::Unbounded),
                any::<u8>().prop_map(Bound::Included),
                any::<u8>().prop_map(Bound::Excluded),
            ]
        }),
        alone("struct", r#"{"a \"name\"":1,"x":0.5,"y":-1,"note":null}"#, Mark::first(), marks),
        alone(
            "recursive struct",
            r#"{"name":"n","parts":[{"key":"k","value":{"name":"","parts":[]}}]}"#,
            Tree {
                name: "n".into(),
                parts: BTreeMap::from([("k".into(), Box::new(Tree::default()))]),
            },
            trees,
        ),
        alone("tuple struct", r#"{"_0":1,"_1":[]}"#, Pair(1, vec![]), || {
            (any::<i8>(), vec((text(), any::<bool>()), 0..3)).prop_map(|(a, b)| Pair(a, b))
        }),
        alone("newtype", r#"{"value":"in"}"#, Unit(Side::In), || {
            prop_oneof![Just(Unit(Side::In)), Just(Unit(Side::Out))]
        }),
        alone(
            "map by unit enum",
            r#"{"value":[{"key":"in","value":1}]}"#,
            BTreeMap::from([(Side::In, 1)]),
            || btree_map(prop_oneof![Just(Side::In), Just(Side::Out)], any::<u8>(), 0..3),
        ),
    ]
}

/// With a key that wants escapes, flattened fields, and one that serde may leave out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
struct Mark {
    #[serde(rename = "a \"name\"")]
    #[extract(min = 1, max = 9)]
    number: u8,
    #[serde(flatten)]
    point: Point,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
struct Point {
    x: f64,
    y: i32,
}

impl Mark {
    fn first() -> Self {
        Self { number: 1, point: Point { x: 0.5, y: -1 }, note: None }
    }
}

fn marks() -> impl Strategy<Value = Mark> {
    (1..=9u8, double(), any::<i32>(), option::of(text())).prop_map(|(number, x, y, note)| Mark {
        number,
        point: Point { x, y },
        note,
    })
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
struct Tree {
    name: String,
    parts: BTreeMap<String, Box<Tree>>,
}

fn trees() -> impl Strategy<Value = Tree> {
    let leaf = text().prop_map(|name| Tree { name, parts: BTreeMap::new() });
    leaf.prop_recursive(4, 16, 3, |inner| {
        (text(), btree_map(text(), inner.prop_map(Box::new), 0..3))
            .prop_map(|(name, parts)| Tree { name, parts })
    })
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
struct Pair(i8, Vec<(String, bool)>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
struct Unit(Side);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(rename_all = "lowercase")]
enum Side {
    In,
    Out,
}

//! What the compiler counts, beside a count of what is written.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Facts, estimate};
use crate::{
    Extract, json_schema,
    schema::{
        report::Report,
        survey::{FEW, Survey},
    },
};

#[derive(Deserialize, Extract)]
#[allow(dead_code)]
struct Plain {
    #[extract(max = 5)]
    länge: u8,
    unit: Unit,
}

#[derive(Deserialize, Extract)]
struct Unit;

#[derive(Deserialize, Extract)]
#[allow(dead_code)]
struct Twice {
    one: Plain,
    other: Option<Plain>,
    maps: BTreeMap<Size, Vec<(Plain, bool)>>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Deserialize, Extract)]
enum Size {
    Small,
    #[serde(rename = "größer")]
    Large,
}

#[derive(Deserialize, Extract)]
#[allow(dead_code)]
enum External {
    Unit,
    Newtype(Plain),
    Tuple(bool, Plain),
    Struct { inside: Plain },
}

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
#[allow(dead_code)]
enum Internal {
    Unit,
    Newtype(Plain),
    Struct { inside: (bool,) },
}

#[derive(Deserialize, Extract)]
#[serde(tag = "t", content = "content")]
#[allow(dead_code)]
enum Adjacent {
    Unit,
    None,
    Newtype(Plain),
    Tuple(bool, bool),
    Struct { inside: bool },
}

#[derive(Deserialize, Extract)]
#[serde(untagged)]
#[allow(dead_code)]
enum Untagged {
    Unit,
    Newtype(Size),
    Tuple(bool, bool),
    Struct { inside: BTreeMap<String, bool> },
}

#[derive(Deserialize, Extract)]
#[allow(dead_code)]
struct Flat {
    #[serde(flatten)]
    plain: Plain,
    #[serde(flatten)]
    names: Newtype,
    last: Newtype,
}

#[derive(Deserialize, Extract)]
struct Newtype(Names);

#[derive(Deserialize, Extract)]
#[allow(dead_code)]
struct Names {
    first: String,
    second: Size,
}

#[derive(Deserialize, Extract)]
#[allow(dead_code)]
struct Tree {
    plain: Plain,
    branches: Vec<Tree>,
}

#[derive(Deserialize, Extract)]
#[allow(dead_code)]
struct Page<T> {
    items: Vec<T>,
    next: Option<Box<Page<T>>>,
}

/// Nine objects, so that what it holds stands too deep.
#[derive(Deserialize, Extract)]
#[allow(dead_code)]
struct Deep {
    inside: ((((((((Adjacent,),),),),),),),),
}

/// Other than what is written: names of definitions have room for a number.
const ROOM: usize = 5;

fn is_counted_as_written<T: Extract>() {
    let schema = json_schema::<T>();
    let name = schema.name();
    let Report { properties, depth, enum_values, characters, definitions, .. } = schema.report();
    let survey = Survey::<FEW>::of(T::NODE);
    let totals = survey.totals;
    assert_eq!(totals.properties as usize, properties.found, "{name}");
    assert_eq!(totals.depth as usize, depth.found, "{name}");
    assert_eq!(totals.enum_values as usize, enum_values.found, "{name}");
    let counted = totals.characters as usize;
    assert!(counted >= characters.found, "{name}: {counted} of {}", characters.found);
    if definitions == 0 {
        assert_eq!(counted, characters.found, "{name}");
    }
    assert!(counted <= characters.found + definitions * (ROOM + 20), "{name}: {counted}");
    let mut hoisted = 0;
    for position in 0..survey.len() {
        hoisted += usize::from(survey.get(position).is_some_and(|found| found.hoisted));
    }
    assert_eq!((hoisted, survey.get(survey.len()).is_none()), (definitions, true), "{name}");
    if let Some(quick) = estimate::facts(T::NODE) {
        let told = |it: Facts| (it.wrapped, it.reshaped, it.bounded, it.inspected);
        assert_eq!(told(quick), told(Facts::of(survey.wrapped, &totals)), "{name}");
    }
}

#[test]
fn what_is_counted_is_what_is_written() {
    is_counted_as_written::<bool>();
    is_counted_as_written::<(u8, Option<(bool, Size)>)>();
    is_counted_as_written::<Plain>();
    is_counted_as_written::<Vec<Plain>>();
    is_counted_as_written::<Twice>();
    is_counted_as_written::<External>();
    is_counted_as_written::<BTreeMap<String, External>>();
    is_counted_as_written::<Internal>();
    is_counted_as_written::<Adjacent>();
    is_counted_as_written::<Untagged>();
    is_counted_as_written::<(Untagged, Untagged)>();
    is_counted_as_written::<Flat>();
    is_counted_as_written::<Newtype>();
    is_counted_as_written::<Tree>();
    is_counted_as_written::<Option<Tree>>();
    is_counted_as_written::<Page<Internal>>();
    is_counted_as_written::<Page<Page<Size>>>();
    is_counted_as_written::<Page<Option<bool>>>();
    is_counted_as_written::<Page<Vec<BTreeMap<String, bool>>>>();
    is_counted_as_written::<Page<(Option<Size>, bool)>>();
    is_counted_as_written::<Deep>();
}

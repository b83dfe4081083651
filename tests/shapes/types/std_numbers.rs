//! Numbers of std in types that say more than the number.

use std::num::{
    NonZero, NonZeroI8, NonZeroI64, NonZeroIsize, NonZeroU8, NonZeroU64, NonZeroUsize, Saturating,
    Wrapping,
};

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct NonZeros {
    /// Never 0.
    small: NonZeroI8,
    wide: NonZeroI64,
    size: NonZeroIsize,
    middle: NonZero<i16>,
    count: NonZeroU8,
    serial: NonZeroU64,
    length: NonZeroUsize,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Bounded {
    #[extract(min = -10, max = 10)]
    both: NonZeroI8,
    #[extract(min = 2)]
    above: NonZeroI8,
    /// Below sea level.
    #[extract(max = -1)]
    below: NonZero<i32>,
    #[extract(min = -3)]
    optional: Option<NonZero<i16>>,
    #[extract(max = 12)]
    month: NonZeroU8,
    list: Vec<NonZeroI8>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Arithmetic {
    wrapping: Wrapping<u16>,
    saturating: Saturating<u8>,
    #[extract(max = 5)]
    bounded: Wrapping<NonZero<i8>>,
    #[extract(min = 1)]
    floor: Option<Saturating<i8>>,
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<NonZeros>(
            "without zero",
            r#"{"type":"object","properties":{
                "small":{"description":"Never 0.","anyOf":[
                    {"type":"integer","minimum":-128,"maximum":-1},{"type":"integer","minimum":1,"maximum":127}]},
                "wide":{"anyOf":[
                    {"type":"integer","minimum":-9223372036854774784,"maximum":-1},
                    {"type":"integer","minimum":1,"maximum":9223372036854774784}]},
                "size":{"anyOf":[
                    {"type":"integer","minimum":-9223372036854774784,"maximum":-1},
                    {"type":"integer","minimum":1,"maximum":9223372036854774784}]},
                "middle":{"anyOf":[
                    {"type":"integer","minimum":-32768,"maximum":-1},{"type":"integer","minimum":1,"maximum":32767}]},
                "count":{"type":"integer","minimum":1,"maximum":255},
                "serial":{"type":"integer","minimum":1,"maximum":9223372036854774784},
                "length":{"type":"integer","minimum":1,"maximum":9223372036854774784}},
                "required":["small","wide","size","middle","count","serial","length"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"small":-128,"wide":-9223372036854775808,"size":-1,"middle":-32768,"count":1,"serial":1,"length":1}"#,
            NonZeros {
                small: NonZeroI8::MIN,
                wide: NonZeroI64::MIN,
                size: NonZeroIsize::new(-1).unwrap(),
                middle: NonZero::<i16>::MIN,
                count: NonZeroU8::MIN,
                serial: NonZeroU64::MIN,
                length: NonZeroUsize::MIN,
            },
        )
        .example(
            r#"{"small":127.0,"wide":9223372036854775807,"size":1,"middle":32767,"count":255,
                "serial":18446744073709551615,"length":9223372036854774784}"#,
            NonZeros {
                small: NonZeroI8::MAX,
                wide: NonZeroI64::MAX,
                size: NonZeroIsize::new(1).unwrap(),
                middle: NonZero::<i16>::MAX,
                count: NonZeroU8::MAX,
                serial: NonZeroU64::MAX,
                length: NonZeroUsize::new(9_223_372_036_854_774_784).unwrap(),
            },
        )
        .done(),
        shape::<Bounded>(
            "without zero, bounded",
            r#"{"type":"object","properties":{
                "both":{"anyOf":[{"type":"integer","minimum":-10,"maximum":-1},{"type":"integer","minimum":1,"maximum":10}]},
                "above":{"type":"integer","minimum":2,"maximum":127},
                "below":{"type":"integer","description":"Below sea level.","minimum":-2147483648,"maximum":-1},
                "optional":{"anyOf":[
                    {"anyOf":[{"type":"integer","minimum":-3,"maximum":-1},{"type":"integer","minimum":1,"maximum":32767}]},
                    {"type":"null"}]},
                "month":{"type":"integer","minimum":1,"maximum":12},
                "list":{"type":"array","items":{"anyOf":[
                    {"type":"integer","minimum":-128,"maximum":-1},{"type":"integer","minimum":1,"maximum":127}]}}},
                "required":["both","above","below","optional","month","list"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"both":-10,"above":2,"below":-1,"optional":null,"month":12,"list":[1,-1]}"#,
            Bounded {
                both: NonZero::new(-10).unwrap(),
                above: NonZero::new(2).unwrap(),
                below: NonZero::new(-1).unwrap(),
                optional: None,
                month: NonZero::new(12).unwrap(),
                list: vec![NonZero::new(1).unwrap(), NonZero::new(-1).unwrap()],
            },
        )
        .example(
            r#"{"both":10,"above":127,"below":-2147483648,"optional":-3,"month":1,"list":[]}"#,
            Bounded {
                both: NonZero::new(10).unwrap(),
                above: NonZeroI8::MAX,
                below: NonZero::<i32>::MIN,
                optional: NonZero::new(-3),
                month: NonZeroU8::MIN,
                list: Vec::new(),
            },
        )
        .done(),
        shape::<Arithmetic>(
            "arithmetic",
            r#"{"type":"object","properties":{
                "wrapping":{"type":"integer","minimum":0,"maximum":65535},
                "saturating":{"type":"integer","minimum":0,"maximum":255},
                "bounded":{"anyOf":[{"type":"integer","minimum":-128,"maximum":-1},{"type":"integer","minimum":1,"maximum":5}]},
                "floor":{"type":["integer","null"],"minimum":1,"maximum":127}},
                "required":["wrapping","saturating","bounded","floor"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"wrapping":65535,"saturating":255,"bounded":5,"floor":null}"#,
            Arithmetic {
                wrapping: Wrapping(u16::MAX),
                saturating: Saturating(255),
                bounded: Wrapping(NonZero::new(5).unwrap()),
                floor: None,
            },
        )
        .done(),
        shape::<NonZeroI8>(
            "root",
            r#"{"type":"object","properties":{"value":{"anyOf":[
                {"type":"integer","minimum":-128,"maximum":-1},{"type":"integer","minimum":1,"maximum":127}]}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":-7}"#, NonZero::new(-7).unwrap())
        .done(),
    ]
}

//! Numbers: each with what its type holds, and with the bounds of its field.

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Signed {
    a: i8,
    b: i16,
    c: i32,
    d: i64,
    e: isize,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Unsigned {
    a: u8,
    b: u16,
    c: u32,
    d: u64,
    e: usize,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Floats {
    single: f32,
    double: f64,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Bounded {
    #[extract(min = 1, max = 12)]
    month: u8,
    /// Degrees.
    #[extract(min = -273.15)]
    celsius: f64,
    #[extract(max = 100)]
    percent: f32,
    #[extract(min = -9007199254740993)]
    exact: i64,
    #[extract(min = 10)]
    optional: Option<i32>,
    #[extract(min = 0.5, max = 1.5)]
    factor: Option<f64>,
}

/// From one to six.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Pips(#[extract(min = 1, max = 6)] u8);

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Throw {
    dice: Vec<Pips>,
    last: Box<Pips>,
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Signed>(
            "signed",
            r#"{"type":"object","properties":{
                "a":{"type":"integer","minimum":-128,"maximum":127},
                "b":{"type":"integer","minimum":-32768,"maximum":32767},
                "c":{"type":"integer","minimum":-2147483648,"maximum":2147483647},
                "d":{"type":"integer","minimum":-9223372036854774784,"maximum":9223372036854774784},
                "e":{"type":"integer","minimum":-9223372036854774784,"maximum":9223372036854774784}},
                "required":["a","b","c","d","e"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"a":-128,"b":-32768,"c":-2147483648,"d":-9223372036854775808,"e":-9223372036854774784}"#,
            Signed { a: i8::MIN, b: i16::MIN, c: i32::MIN, d: i64::MIN, e: -9223372036854774784 },
        )
        .example(
            r#"{"a":127,"b":32767,"c":2147483647,"d":9223372036854775807,"e":9007199254740993}"#,
            Signed { a: i8::MAX, b: i16::MAX, c: i32::MAX, d: i64::MAX, e: 9007199254740993 },
        )
        .done(),
        shape::<Unsigned>(
            "unsigned",
            r#"{"type":"object","properties":{
                "a":{"type":"integer","minimum":0,"maximum":255},
                "b":{"type":"integer","minimum":0,"maximum":65535},
                "c":{"type":"integer","minimum":0,"maximum":4294967295},
                "d":{"type":"integer","minimum":0,"maximum":9223372036854774784},
                "e":{"type":"integer","minimum":0,"maximum":9223372036854774784}},
                "required":["a","b","c","d","e"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"a":255,"b":65535,"c":4294967295,"d":18446744073709551615,"e":9223372036854774784}"#,
            Unsigned { a: 255, b: 65535, c: u32::MAX, d: u64::MAX, e: 9223372036854774784 },
        )
        .example(r#"{"a":0,"b":0,"c":0,"d":0,"e":0}"#, Unsigned { a: 0, b: 0, c: 0, d: 0, e: 0 })
        .done(),
        shape::<Floats>(
            "floats",
            r#"{"type":"object","properties":{"single":{"type":"number"},"double":{"type":"number"}},
                "required":["single","double"],"additionalProperties":false}"#,
        )
        .example(r#"{"single":0.1,"double":0.1}"#, Floats { single: 0.1, double: 0.1 })
        .example(
            r#"{"single":-3.4028234663852886e38,"double":1.7976931348623157e308}"#,
            Floats { single: f32::MIN, double: f64::MAX },
        )
        .example(
            r#"{"single":7,"double":5e-324}"#,
            Floats { single: 7.0, double: f64::from_bits(1) },
        )
        .done(),
        shape::<Bounded>(
            "bounded",
            r#"{"type":"object","properties":{
                "month":{"type":"integer","minimum":1,"maximum":12},
                "celsius":{"type":"number","description":"Degrees.","minimum":-273.15},
                "percent":{"type":"number","maximum":100},
                "exact":{"type":"integer","minimum":-9007199254740993,"maximum":9223372036854774784},
                "optional":{"type":["integer","null"],"minimum":10,"maximum":2147483647},
                "factor":{"type":["number","null"],"minimum":0.5,"maximum":1.5}},
                "required":["month","celsius","percent","exact","optional","factor"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"month":12,"celsius":-273.15,"percent":100,"exact":-9007199254740993,"optional":10,"factor":1.5}"#,
            Bounded {
                month: 12,
                celsius: -273.15,
                percent: 100.0,
                exact: -9007199254740993,
                optional: Some(10),
                factor: Some(1.5),
            },
        )
        .example(
            r#"{"month":1,"celsius":20,"percent":-1e3,"exact":0,"optional":null,"factor":null}"#,
            Bounded { month: 1, celsius: 20.0, percent: -1000.0, exact: 0, optional: None, factor: None },
        )
        .done(),
        shape::<Throw>(
            "bounded in a newtype",
            r##"{"type":"object","properties":{
                "dice":{"type":"array","items":{"$ref":"#/$defs/Pips"}},
                "last":{"$ref":"#/$defs/Pips"}},
                "required":["dice","last"],"additionalProperties":false,
                "$defs":{"Pips":{"type":"integer","description":"From one to six.","minimum":1,"maximum":6}}}"##,
        )
        .example(
            r#"{"dice":[1,6],"last":3}"#,
            Throw { dice: vec![Pips(1), Pips(6)], last: Box::new(Pips(3)) },
        )
        .done(),
    ]
}

//! More types in one than the quick looks of the compiler have room for.

use extract::{Extract, json_schema, testing::judge_schema};
use serde::Deserialize;

/// 20 types, and one with a field of each.
macro_rules! row {
    ($($module:ident)*) => {$(
        mod $module {
            row!(@ A B C D E F G H I J K L M N O P Q R S T);
        }
    )*};
    (@ $($name:ident)*) => {
        $(
            #[derive(serde::Deserialize, extract::Extract)]
            #[allow(dead_code)]
            pub struct $name {
                egg: u8,
            }
        )*

        #[derive(serde::Deserialize, extract::Extract)]
        #[allow(dead_code, non_snake_case)]
        pub struct Row {
            $($name: $name,)*
        }
    };
}

row!(a b c d e f g h i j k l m n o);

/// 316 types, each referred to by a field.
#[derive(Deserialize, Extract)]
#[allow(dead_code)]
struct ByFields {
    a: a::Row,
    b: b::Row,
    c: c::Row,
    d: d::Row,
    e: e::Row,
    f: f::Row,
    g: g::Row,
    h: h::Row,
    i: i::Row,
    j: j::Row,
    k: k::Row,
    l: l::Row,
    m: m::Row,
    n: n::Row,
    o: o::Row,
}

#[derive(Deserialize, Extract)]
#[allow(dead_code)]
struct InTuples {
    first: (a::Row, b::Row, c::Row, d::Row, e::Row, f::Row, g::Row, h::Row),
    second: (i::Row, j::Row, k::Row, l::Row, m::Row, n::Row, o::Row),
}

#[test]
fn a_type_may_reach_hundreds_of_others() {
    for schema in [json_schema::<ByFields>(), json_schema::<InTuples>()] {
        judge_schema(schema.name(), schema.as_str()).expect("a schema");
        // Each of those that hold an egg is written once, where it stands.
        assert_eq!(schema.as_str().matches(r#"{"egg":"#).count(), 15 * 20);
        assert_eq!(schema.report().definitions, 0);
    }
}

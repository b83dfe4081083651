//! Text of other crates: identifiers, addresses, decimal numbers, bytes, and short strings.

use std::collections::{BTreeSet, HashMap};

use bigdecimal::BigDecimal;
use compact_str::CompactString;
use extract::{Base64, Extract};
use indexmap::{IndexMap, IndexSet};
use rust_decimal::Decimal;
use serde::Deserialize;
use smol_str::SmolStr;
use url::Url;
use uuid::Uuid;

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Names {
    /// Of the order.
    id: Uuid,
    ids: BTreeSet<Uuid>,
    page: Option<Url>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Amounts {
    price: Decimal,
    exact: Option<BigDecimal>,
    bytes: Base64,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Short {
    smol: SmolStr,
    compact: CompactString,
    #[extract(max_items = 3)]
    ordered: IndexMap<SmolStr, u8>,
    by_name: HashMap<CompactString, bool>,
    #[extract(min_items = 2)]
    unique: IndexSet<u8>,
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Names>(
            "names",
            r#"{"type":"object","properties":{
                "id":{"type":"string","description":"Of the order.","format":"uuid"},
                "ids":{"type":"array","items":{"type":"string","format":"uuid"}},
                "page":{"type":["string","null"],"pattern":"^https?://([A-Za-z0-9]+(-[A-Za-z0-9]+)*[.])*[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*(:[1-9][0-9]{0,3})?([/?#][A-Za-z0-9/?#:@!$&'()*+,;=._~%-]*)?$"}},
                "required":["id","ids","page"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"id":"67E55044-10b1-426f-9247-bb680e5fe0c8",
                "ids":["00000000-0000-0000-0000-000000000000","ffffffff-ffff-ffff-ffff-ffffffffffff"],
                "page":"https://www.Example-7.com:8080/a%20b?c=d&e#f"}"#,
            Names {
                id: Uuid::from_u128(0x67e55044_10b1_426f_9247_bb680e5fe0c8),
                ids: BTreeSet::from([Uuid::nil(), Uuid::max()]),
                page: Url::parse("https://www.example-7.com:8080/a%20b?c=d&e#f").ok(),
            },
        )
        .done(),
        shape::<Amounts>(
            "amounts",
            r#"{"type":"object","properties":{
                "price":{"type":"string","pattern":"^-?(0|[1-9][0-9]{0,17})([.][0-9]{1,10})?$"},
                "exact":{"type":["string","null"],"pattern":"^-?(0|[1-9][0-9]*)([.][0-9]+)?$"},
                "bytes":{"type":"string","pattern":"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$"}},
                "required":["price","exact","bytes"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"price":"-999999999999999999.9999999999","exact":"123456789012345678901234567890123456789.0123456789",
                "bytes":"3q2+7w=="}"#,
            Amounts {
                price: Decimal::from_i128_with_scale(-9_999_999_999_999_999_999_999_999_999, 10),
                exact: "1234567890123456789012345678901234567890123456789e-10".parse().ok(),
                bytes: Base64(vec![0xde, 0xad, 0xbe, 0xef].into()),
            },
        )
        .example(
            r#"{"price":"0.10","exact":null,"bytes":""}"#,
            Amounts { price: Decimal::new(10, 2), exact: None, bytes: Base64::default() },
        )
        .done(),
        shape::<Short>(
            "short",
            r#"{"type":"object","properties":{
                "smol":{"type":"string"},
                "compact":{"type":"string"},
                "ordered":{"type":"array","items":{"type":"object","properties":{
                    "key":{"type":"string"},"value":{"type":"integer","minimum":0,"maximum":255}},
                    "required":["key","value"],"additionalProperties":false},"maxItems":3},
                "by_name":{"type":"array","items":{"type":"object","properties":{
                    "key":{"type":"string"},"value":{"type":"boolean"}},
                    "required":["key","value"],"additionalProperties":false}},
                "unique":{"type":"array","items":{"type":"integer","minimum":0,"maximum":255},"minItems":2}},
                "required":["smol","compact","ordered","by_name","unique"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"smol":"\u00fc","compact":"","ordered":[{"key":"z","value":1},{"key":"a","value":2}],
                "by_name":[{"key":"k","value":true}],"unique":[7,7]}"#,
            Short {
                smol: "ü".into(),
                compact: "".into(),
                ordered: IndexMap::from([("z".into(), 1), ("a".into(), 2)]),
                by_name: HashMap::from([("k".into(), true)]),
                unique: IndexSet::from([7]),
            },
        )
        .done(),
    ]
}

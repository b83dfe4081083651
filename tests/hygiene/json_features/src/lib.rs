//! Whatever features of serde_json a user's other crates switch on, schemas and values stay as they
//! are, but for numbers beside a tag. Checked without any, with `preserve_order` and with
//! `arbitrary_precision`.

use std::collections::BTreeMap;

use extract::Extract;
use serde::Deserialize;

/// Keys that stand in no alphabetical order.
#[derive(Debug, PartialEq, Deserialize, Extract)]
pub struct Report {
    zone: Zone,
    amount: f64,
    by_name: BTreeMap<String, (u64, f32)>,
    alike: [Zone; 1],
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(tag = "kind")]
pub enum Zone {
    Wide { width: f64, height: i64, depth: Option<u8> },
    Narrow(Narrow),
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
pub struct Narrow {
    #[extract(max = 0.5)]
    width: f32,
    at: (u64, i8),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_the_same_text() {
        let zone = concat!(
            r#"{"anyOf":[{"type":"object","properties":{"kind":{"type":"string","const":"Wide"},"#,
            r#""width":{"type":"number"},"#,
            r#""height":{"type":"integer","minimum":-9223372036854774784,"maximum":9223372036854774784},"#,
            r#""depth":{"type":["integer","null"],"minimum":0,"maximum":255}},"#,
            r#""required":["kind","width","height","depth"],"additionalProperties":false},"#,
            r#"{"type":"object","properties":{"kind":{"type":"string","const":"Narrow"},"#,
            r#""width":{"type":"number","maximum":0.5},"#,
            r#""at":{"type":"object","properties":{"#,
            r#""_0":{"type":"integer","minimum":0,"maximum":9223372036854774784},"#,
            r#""_1":{"type":"integer","minimum":-128,"maximum":127}},"#,
            r#""required":["_0","_1"],"additionalProperties":false}},"#,
            r#""required":["kind","width","at"],"additionalProperties":false}]}"#,
        );
        let expected = [
            r#"{"type":"object","description":"Keys that stand in no alphabetical order.","properties":{"#,
            r##""zone":{"$ref":"#/$defs/Zone"},"amount":{"type":"number"},"##,
            r#""by_name":{"type":"array","items":{"type":"object","properties":{"#,
            r#""key":{"type":"string"},"value":{"type":"object","properties":{"#,
            r#""_0":{"type":"integer","minimum":0,"maximum":9223372036854774784},"_1":{"type":"number"}},"#,
            r#""required":["_0","_1"],"additionalProperties":false}},"#,
            r#""required":["key","value"],"additionalProperties":false}},"#,
            r##""alike":{"type":"array","items":{"$ref":"#/$defs/Zone"},"minItems":1,"maxItems":1}},"##,
            r#""required":["zone","amount","by_name","alike"],"additionalProperties":false,"#,
            r#""$defs":{"Zone":"#,
            zone,
            "}}",
        ];
        assert_eq!(extract::json_schema::<Report>().as_str(), expected.concat());
    }

    #[test]
    fn plain_numbers_are_read() {
        #[derive(Debug, PartialEq, Deserialize, Extract)]
        struct Plain {
            amount: f64,
            count: u64,
            by_name: BTreeMap<String, (i8, f32)>,
        }
        let text = r#"{"amount":0.1,"count":5.0,"by_name":[{"key":"a","value":{"_1":2,"_0":-0}}]}"#;
        let expected =
            Plain { amount: 0.1, count: 5, by_name: [("a".to_owned(), (0, 2.0))].into() };
        assert_eq!(extract::from_json::<Plain>(text).unwrap(), expected);
        let beyond = extract::from_json::<Plain>(&text.replace("0.1", "1e999"));
        assert!(beyond.is_err());
    }

    #[test]
    fn prices_are_read_exactly() {
        use extract::{Prices, Tier, Usage};
        let table = r#"{"m":{"as_of":"2026-01-01","standard":{"input":0.000001,"output":12.50}}}"#;
        let prices = Prices::from_json(table).unwrap();
        let cost = prices.cost("m", Tier::Standard, &Usage::new(1, 2)).unwrap();
        assert_eq!(cost.to_string(), "$0.000025000001");
        assert!(Prices::builtin().models().count() > 20);
    }

    #[test]
    fn numbers_beside_a_tag_are_read() {
        let text = r#"{"amount":1.5,"by_name":[],
            "zone":{"kind":"Wide","width":0.1,"height":-9007199254740993,"depth":7},
            "alike":[{"at":{"_0":18446744073709551615,"_1":-5},"width":0.25,"kind":"Narrow"}]}"#;
        let expected = Report {
            zone: Zone::Wide { width: 0.1, height: -9_007_199_254_740_993, depth: Some(7) },
            amount: 1.5,
            by_name: BTreeMap::new(),
            alike: [Zone::Narrow(Narrow { width: 0.25, at: (u64::MAX, -5) })],
        };
        let found = extract::from_json::<Report>(text);
        // Serde_json then hands out numbers as maps, which serde's buffer takes for what they seem.
        if cfg!(feature = "arbitrary_precision") {
            assert!(matches!(found, Err(extract::Error::Invalid(_))), "{found:?}");
        } else {
            assert_eq!(found.unwrap(), expected);
        }
    }
}

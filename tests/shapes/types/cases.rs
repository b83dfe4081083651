//! `rename_all` in every case, on fields, on variants and on the fields of a variant.

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

/// The same fields and variants in one case.
macro_rules! cases {
    ($($fields:ident $variants:ident $case:literal)*) => {$(
        #[derive(Debug, PartialEq, Deserialize, Extract)]
        #[extract(partial)]
        #[serde(rename_all = $case)]
        struct $fields {
            unit_price: bool,
            a_1_b2: bool,
            single: bool,
        }

        #[derive(Debug, PartialEq, Deserialize, Extract)]
        #[extract(partial)]
        #[serde(rename_all = $case)]
        enum $variants {
            UnitPrice,
            A1B2,
            Single,
        }
    )*};
}

cases! {
    Lower LowerVariant "lowercase"
    Upper UpperVariant "UPPERCASE"
    Pascal PascalVariant "PascalCase"
    Camel CamelVariant "camelCase"
    Snake SnakeVariant "snake_case"
    ScreamingSnake ScreamingSnakeVariant "SCREAMING_SNAKE_CASE"
    Kebab KebabVariant "kebab-case"
    ScreamingKebab ScreamingKebabVariant "SCREAMING-KEBAB-CASE"
}

/// One entry for the fields of a case, and one for its variants.
macro_rules! entries {
    ($($fields:ident $variants:ident $name:literal
        [$unit_price:literal $a:literal $single:literal]
        [$variant_unit_price:literal $variant_a:literal $variant_single:literal])*) => {
        vec![$(
            shape::<$fields>(
                concat!("fields in ", $name),
                concat!(
                    r#"{"type":"object","properties":{""#, $unit_price, r#"":{"type":"boolean"},""#, $a,
                    r#"":{"type":"boolean"},""#, $single, r#"":{"type":"boolean"}},"required":[""#,
                    $unit_price, r#"",""#, $a, r#"",""#, $single, r#""],"additionalProperties":false}"#,
                ),
            )
            .example(
                concat!(r#"{""#, $unit_price, r#"":true,""#, $a, r#"":false,""#, $single, r#"":true}"#),
                $fields { unit_price: true, a_1_b2: false, single: true },
            )
            .done(),
            shape::<$variants>(
                concat!("variants in ", $name),
                concat!(
                    r#"{"type":"object","properties":{"value":{"type":"string","enum":[""#,
                    $variant_unit_price, r#"",""#, $variant_a, r#"",""#, $variant_single,
                    r#""]}},"required":["value"],"additionalProperties":false}"#,
                ),
            )
            .example(concat!(r#"{"value":""#, $variant_unit_price, r#""}"#), $variants::UnitPrice)
            .example(concat!(r#"{"value":""#, $variant_a, r#""}"#), $variants::A1B2)
            .example(concat!(r#"{"value":""#, $variant_single, r#""}"#), $variants::Single)
            .done(),
        )*]
    };
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "is", rename_all = "UPPERCASE")]
enum Shipping {
    #[serde(rename_all = "camelCase")]
    ByTrain {
        train_number: bool,
        #[serde(rename = "Class")]
        class: bool,
    },
    #[serde(rename = "by air")]
    ByAir { flight_number: bool },
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    let mut shapes = entries! {
        Lower LowerVariant "lower" ["unit_price" "a_1_b2" "single"] ["unitprice" "a1b2" "single"]
        Upper UpperVariant "upper" ["UNIT_PRICE" "A_1_B2" "SINGLE"] ["UNITPRICE" "A1B2" "SINGLE"]
        Pascal PascalVariant "pascal" ["UnitPrice" "A1B2" "Single"] ["UnitPrice" "A1B2" "Single"]
        Camel CamelVariant "camel" ["unitPrice" "a1B2" "single"] ["unitPrice" "a1B2" "single"]
        Snake SnakeVariant "snake" ["unit_price" "a_1_b2" "single"] ["unit_price" "a1_b2" "single"]
        ScreamingSnake ScreamingSnakeVariant "screaming snake"
            ["UNIT_PRICE" "A_1_B2" "SINGLE"] ["UNIT_PRICE" "A1_B2" "SINGLE"]
        Kebab KebabVariant "kebab" ["unit-price" "a-1-b2" "single"] ["unit-price" "a1-b2" "single"]
        ScreamingKebab ScreamingKebabVariant "screaming kebab"
            ["UNIT-PRICE" "A-1-B2" "SINGLE"] ["UNIT-PRICE" "A1-B2" "SINGLE"]
    };
    shapes.push(
        shape::<Shipping>(
            "fields of a variant",
            r#"{"type":"object","properties":{"value":{"anyOf":[
                {"type":"object","properties":{
                    "is":{"type":"string","const":"BYTRAIN"},
                    "trainNumber":{"type":"boolean"},"Class":{"type":"boolean"}},
                    "required":["is","trainNumber","Class"],"additionalProperties":false},
                {"type":"object","properties":{
                    "is":{"type":"string","const":"by air"},"flight_number":{"type":"boolean"}},
                    "required":["is","flight_number"],"additionalProperties":false}]}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"value":{"is":"BYTRAIN","trainNumber":true,"Class":false}}"#,
            Shipping::ByTrain { train_number: true, class: false },
        )
        .example(
            r#"{"value":{"is":"by air","flight_number":true}}"#,
            Shipping::ByAir { flight_number: true },
        )
        .done(),
    );
    shapes
}

//! Names on the wire.

use extract::Extract;
use serde::Deserialize;

trait Both {
    type Second: Extract;
}

macro_rules! two_items {
    () => {
        #[derive(Deserialize, Extract)]
        struct Item {
            #[allow(dead_code)]
            price: u32,
        }

        type First = Item;

        const _: () = {
            #[derive(Deserialize, Extract)]
            struct Item {
                #[allow(dead_code)]
                first: First,
                #[allow(dead_code)]
                again: Vec<First>,
            }

            impl Both for () {
                type Second = Item;
            }
        };
    };
}

two_items!();

#[test]
fn types_of_one_name_that_one_macro_writes_at_one_place_are_told_apart() {
    let schema = extract::json_schema::<<() as Both>::Second>();
    let schema: serde_json::Value = serde_json::from_str(schema.as_str()).unwrap();
    assert_eq!(schema["properties"]["first"]["$ref"], "#/$defs/Item");
    assert_eq!(schema["properties"]["again"]["items"]["$ref"], "#/$defs/Item");
    assert_eq!(schema["$defs"]["Item"]["properties"]["price"]["type"], "integer");
}

mod old {
    use super::*;

    #[derive(Deserialize, Extract)]
    pub(super) struct Line {
        #[allow(dead_code)]
        text: String,
    }
}

#[derive(Deserialize, Extract)]
struct Line {
    #[allow(dead_code)]
    before: Vec<(old::Line, old::Line)>,
    #[allow(dead_code)]
    next: Option<Box<Line>>,
}

#[test]
fn types_of_one_name_are_numbered_in_the_order_of_the_walk() {
    let schema = extract::json_schema::<Line>();
    let schema: serde_json::Value = serde_json::from_str(schema.as_str()).unwrap();
    let pair = &schema["properties"]["before"]["items"]["properties"];
    assert_eq!(pair["_0"]["$ref"], "#/$defs/Line_2");
    assert_eq!(schema["properties"]["next"]["anyOf"][0]["$ref"], "#/$defs/Line");
    assert_eq!(schema["$defs"]["Line_2"]["properties"]["text"]["type"], "string");
}

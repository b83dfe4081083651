//! What is flattened counts where it stands.

use extract::{Extract, json_schema, testing::judge_schema};
use serde::Deserialize;
use serde_json::Value;

/// Nine objects by itself.
#[derive(Deserialize, Extract)]
struct Deep {
    egg: ((((((((u8,),),),),),),),),
}

/// Nine as well: what is flattened stands in the same object.
#[derive(Deserialize, Extract)]
struct Flat {
    name: String,
    #[serde(flatten)]
    deep: Deep,
}

/// With another object around it ten, so it stays in its place.
#[derive(Deserialize, Extract)]
struct Ten {
    flat: Flat,
}

/// Eleven, so it is referred to.
#[derive(Deserialize, Extract)]
struct Eleven {
    ten: (Flat,),
}

/// Two of the struct's properties are flattened, in its place and in `$defs`.
#[derive(Deserialize, Extract)]
struct Recursive {
    #[serde(flatten)]
    pair: Pair,
    next: Option<Box<Recursive>>,
}

#[derive(Deserialize, Extract)]
struct Pair {
    one: bool,
    two: (bool,),
}

fn depth(schema: &Value) -> usize {
    let Some(node) = schema.as_object() else {
        return schema.as_array().into_iter().flatten().map(depth).max().unwrap_or(0);
    };
    let own = usize::from(node.get("properties").is_some_and(Value::is_object));
    own + node.values().map(depth).max().unwrap_or(0)
}

fn schema<T: Extract>() -> Value {
    let schema = json_schema::<T>();
    judge_schema(schema.name(), schema.as_str()).expect("the service takes it");
    serde_json::from_str(schema.as_str()).expect("a schema is JSON")
}

#[test]
fn a_flattened_struct_is_as_deep_as_what_it_stands_in() {
    assert_eq!(depth(&schema::<Flat>()), 9);
    assert_eq!(depth(&schema::<Ten>()), 10);
    assert_eq!(schema::<Ten>().get("$defs"), None);
}

#[test]
fn what_would_stand_too_deep_with_its_flattened_fields_is_referred_to() {
    let schema = schema::<Eleven>();
    assert_eq!(depth(&schema["properties"]), 1);
    assert_eq!(depth(&schema["$defs"]["Flat"]), 9);
}

#[test]
fn a_recursive_root_is_written_twice_with_its_flattened_fields() {
    let schema = schema::<Recursive>();
    for place in [&schema, &schema["$defs"]["Recursive"]] {
        let keys: Vec<_> = place["required"].as_array().into_iter().flatten().collect();
        assert_eq!(keys, ["one", "two", "next"]);
    }
}

use std::collections::BTreeMap;

// 9 objects in each other; the map adds one, and the root `value` another.
type Nest = (((((((((u8,),),),),),),),),);

fn main() {
    extract::json_schema::<BTreeMap<String, Nest>>();
}

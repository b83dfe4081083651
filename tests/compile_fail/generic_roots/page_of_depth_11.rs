use extract::Extract;
use serde::Deserialize;

// 9 objects in each other.
type Nest = (((((((((u8,),),),),),),),),);

#[derive(Deserialize, Extract)]
struct Page<T> {
    items: Vec<T>,
}

fn main() {
    extract::json_schema::<Page<(Nest,)>>();
}

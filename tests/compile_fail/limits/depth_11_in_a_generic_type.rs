use extract::Extract;
use serde::Deserialize;

// 10 objects in each other.
type Nest = ((((((((((u8,),),),),),),),),),);

#[derive(Deserialize, Extract)]
struct Page<T> {
    items: Vec<T>,
}

#[derive(Deserialize, Extract)]
struct Form {
    page: Page<Nest>,
}

fn main() {}

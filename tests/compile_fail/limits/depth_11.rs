use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Nest {
    egg: ((((((((((u8,),),),),),),),),),),
}

fn main() {}

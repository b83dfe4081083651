use std::collections::HashMap;

use extract::Extract;
use serde::Deserialize;

type Two<T> = HashMap<String, HashMap<String, T>>;
type Eight<T> = Two<Two<Two<Two<T>>>>;

#[derive(Deserialize, Extract)]
enum Nest {
    Egg { maps: Eight<HashMap<String, u8>> },
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Nested<T> {
    value: T,
    inner: Option<Box<Nested<Vec<T>>>>,
}

fn main() {}

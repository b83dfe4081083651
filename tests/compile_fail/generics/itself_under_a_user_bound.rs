use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Pair<T: Clone> {
    left: T,
    right: T,
}

#[derive(Clone, Deserialize, Extract)]
struct Tree<T> {
    value: T,
    children: Vec<Pair<Tree<T>>>,
}

fn main() {}

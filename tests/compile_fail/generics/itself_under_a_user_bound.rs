use extract::Extract;
use serde::Deserialize;

trait Printed {}

#[derive(Deserialize, Extract)]
struct Pair<T: Printed> {
    left: T,
    right: T,
}

#[derive(Deserialize, Extract)]
struct Tree<T> {
    value: T,
    children: Vec<Pair<Tree<T>>>,
}

impl<T> Printed for Tree<T> {}

fn main() {}

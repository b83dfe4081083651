use extract::Extract;
use serde::Deserialize;

type Children<T> = Vec<Tree<T>>;

#[derive(Deserialize, Extract)]
struct Tree<T> {
    value: T,
    children: Children<T>,
}

#[derive(Deserialize, Extract)]
struct Forest {
    trees: Vec<Tree<String>>,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(tag = "kind")]
enum Tree<T> {
    Leaf { value: T },
    Node(Box<Children<T>>),
}

#[derive(Deserialize, Extract)]
struct Children<T> {
    list: Vec<T>,
    more: Option<Box<Children<T>>>,
}

#[derive(Deserialize, Extract)]
struct Forest {
    tree: Tree<String>,
}

fn main() {}

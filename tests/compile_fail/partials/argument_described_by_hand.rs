use extract::{Extract, Partial, Shape};
use serde::Deserialize;

#[derive(Deserialize)]
struct Email(String);

impl Extract for Email {
    const SHAPE: Shape = Shape::string();
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
struct Page<T> {
    items: Vec<T>,
}

fn main() {
    let _: Option<Partial<Page<Email>>> = None;
}

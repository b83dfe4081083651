use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    text: String,
}

#[derive(Deserialize, Extract)]
struct Page<T> {
    items: Vec<T>,
}

#[derive(Deserialize, Extract)]
struct Book {
    pages: Page<Line>,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Page<T> {
    items: Vec<T>,
    #[extract(max = 70000)]
    number: u16,
}

#[derive(Deserialize, Extract)]
struct Book {
    page: Page<String>,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Chapter<T> {
    text: T,
    notes: Vec<Note<T>>,
}

#[derive(Deserialize, Extract)]
struct Note<T> {
    text: T,
    chapters: Vec<Chapter<T>>,
}

#[derive(Deserialize, Extract)]
struct Book {
    chapters: Vec<Chapter<String>>,
}

fn main() {}

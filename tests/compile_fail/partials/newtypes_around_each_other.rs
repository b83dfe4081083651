use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[extract(partial)]
struct Folder(Vec<Entry>);

#[derive(Deserialize, Extract)]
#[extract(partial)]
struct Entry(Vec<Folder>);

fn main() {}

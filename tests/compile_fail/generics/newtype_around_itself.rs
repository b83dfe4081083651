use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Reply(Option<Box<Reply>>);

fn main() {}

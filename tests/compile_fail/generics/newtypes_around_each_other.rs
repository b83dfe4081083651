use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
struct Question(Box<Answer>);

#[derive(Deserialize, Extract)]
struct Answer(Option<Box<Question>>);

fn main() {}

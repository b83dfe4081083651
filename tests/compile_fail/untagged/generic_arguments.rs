use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
#[serde(untagged)]
enum Either<A, B> {
    First(A),
    Second(B),
}

#[derive(Deserialize, Extract)]
struct Form {
    good: Either<u8, String>,
    bad: Either<char, String>,
}

fn main() {}

use extract::Extract;
use serde::Deserialize;

#[derive(Deserialize, Extract)]
enum Chain<A, B> {
    End(A),
    Link(B, Box<Chain<B, A>>),
}

fn main() {}

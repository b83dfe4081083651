use extract::Extract;
use serde::Deserialize;

struct Foreign {
    seconds: u64,
}

#[derive(Deserialize, Extract)]
#[serde(remote = "Foreign")]
struct Seconds {
    seconds: u64,
}

#[derive(Deserialize, Extract)]
struct Call {
    length: Vec<Seconds>,
}

fn main() {}

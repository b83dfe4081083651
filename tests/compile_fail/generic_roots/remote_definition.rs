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

fn main() {
    let _ = extract::json_schema::<Seconds>();
}
